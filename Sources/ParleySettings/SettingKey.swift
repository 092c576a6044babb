/// The settings that one word or one list can say, by their names in parley.yaml.
public enum SettingKey: String, CaseIterable, Hashable, Sendable {
    case listen
    case data
    case assets
    case publicURL = "public_url"
    case allowedHosts = "allowed_hosts"
    case trustedProxies = "trusted_proxies"
    case demo
    case titles
    case maximumGenerations = "max_generations"
    case logLevel = "log_level"
    case keyFile = "key_file"
    case whenBusy = "when_busy"
    case passwords

    /// Such as `PARLEY_PUBLIC_URL`.
    public var environmentName: String {
        "PARLEY_" + rawValue.uppercased()
    }

    /// Such as `--public-url`.
    public var optionName: String {
        "--" + String(rawValue.map { $0 == "_" ? "-" : $0 })
    }

    /// A sequence in the file; parted by commas elsewhere.
    public var isList: Bool {
        self == .allowedHosts || self == .trustedProxies
    }
}
