public import ParleyCore
public import ParleyUpstream

/// What a server is started with. Nothing here is read again, except the key files that providers name.
public struct Settings: Hashable, Sendable {
    /// Whether the demo model serves while no other model is found.
    public enum Demo: String, CaseIterable, Sendable {
        case auto, off
    }

    /// Who writes a conversation's title after its first answer.
    public enum Titles: String, CaseIterable, Sendable {
        case model, words
    }

    /// What a send finds that comes while another answer is being written.
    public enum WhenBusy: String, CaseIterable, Sendable {
        case refuse, queue
    }

    /// Whether people may come in by a password.
    public enum Passwords: String, CaseIterable, Sendable {
        case on, off
    }

    public enum LogLevel: String, CaseIterable, Sendable {
        case trace, debug, info, notice, warning, error, critical
    }

    public var listen = ListenAddress(host: "127.0.0.1", port: 8484)
    public var data = "./data"
    /// nil: beside the program, else the working folder.
    public var assets: String?
    /// Scheme, host and port, as a browser writes an origin.
    public var publicURL: String?
    public var allowedHosts: [String] = []
    public var trustedProxies: [CIDR] = []
    public var providers: [Provider] = []
    public var providersSource = Source.default
    public var demo = Demo.auto
    public var titles = Titles.model
    public var maximumGenerations = 2_000
    public var logLevel = LogLevel.info
    /// What seals the secrets in the database; nil: `parley.key` in the data folder.
    public var keyFile: String?
    public var whenBusy = WhenBusy.refuse
    /// Where each setting comes from that is not the default.
    public var sources: [SettingKey: Source] = [:]
    public var passwords = Passwords.on
    public var signOn: SignOnSettings?
    public var signOnKey = Provider.KeySource.none
    public var trustedHeader: TrustedHeader?
    /// The file that was read, where there is one.
    public var file: String?
    /// What an operator should hear at start, a line each.
    public var notes: [String] = []

    public init() {}

    /// Whether what a peer says about its client counts.
    public func isTrustedProxy(_ address: String) -> Bool {
        trustedProxies.contains { $0.contains(address: address) }
    }
}

extension Settings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A line for each setting; of a key only where it comes from.
    public var description: String {
        var lines = [
            "listen: \(listen)", "data: \(data)", "assets: \(assets ?? "beside the program")",
            "public_url: \(publicURL ?? "from the request")",
            "allowed_hosts: \(allowedHosts.joined(separator: ", "))",
            "trusted_proxies: \(trustedProxies.map(\.description).joined(separator: ", "))",
            "demo: \(demo.rawValue)", "titles: \(titles.rawValue)",
            "max_generations: \(maximumGenerations)", "log_level: \(logLevel.rawValue)",
            "key_file: \(keyFile ?? "in the data folder")", "when_busy: \(whenBusy.rawValue)",
            "passwords: \(passwords.rawValue)",
        ]
        lines += providers.map { "provider \($0.name): \($0.baseURL), \($0.key.withoutSecret)" }
        lines += wordsOnSigningOn
        return lines.joined(separator: "\n")
    }

    public var debugDescription: String { description }

    public var customMirror: Mirror { Mirror(self, children: ["settings": description]) }
}

extension Provider.KeySource {
    var withoutSecret: String {
        switch self {
        case .none: "no key"
        case .value: "a key from the settings"
        case .environment: "a key from the environment"
        case .file: "a key from a file"
        case .unreadable: "a key that cannot be read"
        }
    }
}
