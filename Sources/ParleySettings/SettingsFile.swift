import ParleyUpstream
import Yams

/// What parley.yaml says.
struct SettingsFile {
    let path: String
    var values: Settings.Layer = [:]
    var providers: [Provider] = []
    var signOn: SettingFields?
    var trustedHeader: SettingFields?

    /// nil where no file is asked for and none is there.
    static func read(_ asked: String?, with readFile: Settings.FileReader) throws(SettingsError) -> SettingsFile? {
        let path = asked ?? "parley.yaml"
        let text: String?
        do {
            text = try readFile(path)
        } catch {
            throw SettingsError("\(path) cannot be read" + ((error as? SettingsError).map { ": \($0)" } ?? ""))
        }
        if let text { return try SettingsFile(path: path, yaml: text) }
        guard asked == nil else { throw SettingsError("\(path) cannot be read: there is no such file") }
        return nil
    }

    init(path: String, yaml: String) throws(SettingsError) {
        self.path = path
        guard let root = try Self.compose(yaml, path: path) else { return }
        let keys = SettingKey.allCases.map(\.rawValue) + ["providers", "sign_on", "trusted_header"]
        let fields = try SettingFields(root, path: path, allowed: keys)
        for key in SettingKey.allCases {
            values[key] = key.isList ? try fields.list(key.rawValue) : try fields.text(key.rawValue).map { [$0] }
        }
        providers = try Provider.all(in: fields)
        signOn = try fields.mapping("sign_on", allowed: SettingBlock.signOnFields)
        trustedHeader = try fields.mapping("trusted_header", allowed: SettingBlock.headerFields)
    }

    private static func compose(_ yaml: String, path: String) throws(SettingsError) -> Node? {
        do {
            let root = try Yams.compose(yaml: yaml, .basic, .default, .utf8)
            return root?.isEmpty == true ? nil : root
        } catch let error as YamlError {
            throw SettingsError(path + error.withoutContent)
        } catch {
            throw SettingsError("\(path) is not YAML")
        }
    }
}

extension YamlError {
    /// Yams shows the line that is wrong, which may hold a key; this names only its number.
    fileprivate var withoutContent: String {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return " line \(mark.line): is not YAML: \(problem)"
        case .duplicatedKeysInMapping(let keys, let context):
            let named = keys.filter(\.looksLikeAKey).map { " \($0)" }.joined(separator: ",")
            return " line \(context.mark.line): the key\(named) must be given only once"
        default:
            return " is not YAML: it has characters that are not allowed"
        }
    }
}
