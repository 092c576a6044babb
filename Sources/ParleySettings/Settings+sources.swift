extension Settings {
    /// Where a setting's value comes from.
    public enum Source: String, Sendable {
        case commandLine = "command_line"
        case environment, file
        case `default`
    }

    public func source(of key: SettingKey) -> Source { sources[key] ?? .default }

    /// A setting as people read it, for the settings that are no secret; a key that is not listed here is never told.
    public func shown(_ key: SettingKey) -> [String]? {
        let values: [SettingKey: [String?]] = [
            .listen: [listen.description], .data: [data], .assets: [assets], .publicURL: [publicURL],
            .allowedHosts: allowedHosts, .trustedProxies: trustedProxies.map(\.description),
            .demo: [demo.rawValue], .titles: [titles.rawValue], .maximumGenerations: [String(maximumGenerations)],
            .logLevel: [logLevel.rawValue], .keyFile: [keyFile], .whenBusy: [whenBusy.rawValue],
            .passwords: [passwords.rawValue],
        ]
        return values[key]?.compactMap { $0 }
    }

    /// The words that a setting may be; nil where it may be more than a few.
    public static func allowed(_ key: SettingKey) -> [String]? {
        let words: [SettingKey: [String]] = [
            .demo: Demo.allCases.map(\.rawValue), .titles: Titles.allCases.map(\.rawValue),
            .logLevel: LogLevel.allCases.map(\.rawValue), .whenBusy: WhenBusy.allCases.map(\.rawValue),
            .passwords: Passwords.allCases.map(\.rawValue),
        ]
        return words[key]
    }
}
