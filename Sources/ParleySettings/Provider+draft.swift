public import ParleyCore
public import ParleyUpstream
import Yams

extension Provider {
    /// What an admin may set in the page. Files and variables of the server are not among it: who chooses the address
    /// that a key is sent to must not also choose which file is sent.
    static let draftFields = fields.filter { !["api_key_env", "api_key_file"].contains($0) }

    /// A provider as an admin has written it, by the same rules as in the settings file.
    public static func checked(_ draft: ProviderDraft) throws(SettingsError) -> Provider {
        do throws(SettingsError) {
            return try Provider(SettingFields(draft.node, path: "", allowed: draftFields))
        } catch {
            // There is no file and no line to name.
            throw SettingsError(String(error.description.trimmingPrefix(": ")))
        }
    }

    /// Scheme, host and port of its address: whom its key is for.
    public var origin: String { WebAddress(baseURL)?.origin ?? "" }

    /// Its key and what is said travel unencrypted, and not only on this machine.
    public var isExposed: Bool { WebAddress(baseURL)?.scheme == "http" && !isLocal }
}

extension ProviderDraft {
    /// The same as if it had been read from the file; what is taken back is not there.
    fileprivate var node: Node {
        Node(fields.filter { $0.value != .none }.map { (Node($0.key), $0.value.node) })
    }
}

extension ProviderDraft.Value {
    fileprivate var node: Node {
        switch self {
        case .none, .other: Node([Node([Node]())])
        case .text(let text): Node(quoted: text)
        case .flag(let flag): Node(quoted: String(flag))
        case .list(let texts): Node(texts.map(Node.init(quoted:)))
        case .pairs(let pairs): Node(pairs.map { (Node(quoted: $0.key), Node(quoted: $0.value ?? "")) })
        }
    }
}

extension Node {
    /// Not plain, so that `null` and `~` are words like any other.
    fileprivate init(quoted text: String) {
        self.init(text, .implicit, .doubleQuoted)
    }
}
