import Foundation
import ParleyUpstream

extension Settings {
    /// Reads a text file; nil where there is none.
    public typealias FileReader = (_ path: String) throws -> String?

    typealias Layer = [SettingKey: [SettingText]]

    /// Reads the settings, the strongest source first: command line, environment, file, defaults.
    ///
    /// Without `configPath`, `parley.yaml` in the working folder is read if it exists.
    public static func load(
        commandLine: [SettingKey: String] = [:], environment: [String: String],
        configPath: String? = nil, readFile: FileReader = Settings.readFile
    ) throws(SettingsError) -> Settings {
        let file = try SettingsFile.read(configPath, with: readFile)
        var settings = Settings()
        settings.file = file?.path
        settings.providers = file?.providers ?? []
        settings.providersSource = settings.providers.isEmpty ? .default : .file
        // Weakest first: a bad value is told even where a stronger one hides it.
        try settings.apply(file?.values ?? [:], from: .file)
        try settings.apply(values(of: environment), from: .environment)
        try settings.apply(values(of: commandLine), from: .commandLine)
        try settings.apply(environment)
        try settings.applyComingIn(file, environment: environment)
        return settings
    }

    /// An empty variable counts as none: that is how Compose passes on what is not set.
    private static func values(of environment: [String: String]) -> Layer {
        var layer: Layer = [:]
        for key in SettingKey.allCases {
            guard let text = environment[key.environmentName], !text.isEmpty else { continue }
            layer[key] = SettingText.values(of: key, place: key.environmentName, text: text)
        }
        return layer
    }

    private static func values(of commandLine: [SettingKey: String]) -> Layer {
        var layer: Layer = [:]
        for (key, text) in commandLine {
            layer[key] = SettingText.values(of: key, place: key.optionName, text: text)
        }
        return layer
    }

    private mutating func apply(_ layer: Layer, from source: Source) throws(SettingsError) {
        for key in layer.keys { sources[key] = source }
        try apply(layer)
    }

    private mutating func apply(_ layer: Layer) throws(SettingsError) {
        if let text = layer[.listen]?.first { listen = try text.listenAddress() }
        if let text = layer[.data]?.first { data = try text.path() }
        if let text = layer[.assets]?.first { assets = try text.path() }
        if let text = layer[.publicURL]?.first { publicURL = try text.publicURL() }
        if let texts = layer[.allowedHosts] {
            allowedHosts = try texts.map { text throws(SettingsError) in try text.hostName() }
        }
        if let texts = layer[.trustedProxies] {
            trustedProxies = try texts.map { text throws(SettingsError) in try text.cidr() }
        }
        if let text = layer[.demo]?.first { demo = try text.oneOf(Demo.self) }
        if let text = layer[.titles]?.first { titles = try text.oneOf(Titles.self) }
        if let text = layer[.maximumGenerations]?.first { maximumGenerations = try text.wholeNumber(in: 1...100_000) }
        if let text = layer[.logLevel]?.first { logLevel = try text.oneOf(LogLevel.self) }
        if let text = layer[.keyFile]?.first { keyFile = try text.path() }
        if let text = layer[.whenBusy]?.first { whenBusy = try text.oneOf(WhenBusy.self) }
        if let text = layer[.passwords]?.first { passwords = try text.oneOf(Passwords.self) }
    }

    private mutating func apply(_ environment: [String: String]) throws(SettingsError) {
        if let provider = try Provider.named(by: environment) {
            if providers.isEmpty {
                (providers, providersSource) = ([provider], .environment)
            } else {
                notes.append("OPENAI_BASE_URL and OPENAI_API_KEY are not used: \(file ?? "the file") names providers")
            }
        }
        let known = Set(SettingKey.allCases.map(\.environmentName)).union(["PARLEY_CHROMIUM"]).union(
            SettingBlock.variables)
        let unknown = environment.keys.filter { $0.hasPrefix("PARLEY_") && !known.contains($0) }.sorted()
        if !unknown.isEmpty {
            notes.append("unknown in the environment, so not used: \(unknown.joined(separator: ", "))".asOneLine)
        }
    }
}

extension Settings {
    /// Reads a file of the disk.
    public static func readFile(_ path: String) throws -> String? {
        do {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            guard let text = String(data: bytes, encoding: .utf8) else { throw SettingsError("it is not UTF-8") }
            return text
        } catch CocoaError.fileReadNoSuchFile {
            return nil
        } catch CocoaError.fileReadNoPermission {
            throw SettingsError("permission denied")
        }
    }
}
