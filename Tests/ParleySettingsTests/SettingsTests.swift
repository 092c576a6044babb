import ParleyUpstream
import Testing

@testable import ParleySettings

/// Settings as a start would read them, with `yaml` as the parley.yaml of the working folder.
func load(
    _ commandLine: [SettingKey: String] = [:], environment: [String: String] = [:], yaml: String? = nil
) throws(SettingsError) -> Settings {
    try Settings.load(commandLine: commandLine, environment: environment) { $0 == "parley.yaml" ? yaml : nil }
}

struct SettingsTests {
    @Test func nothingSetMeansTheDefaults() throws {
        let settings = try load()
        #expect(settings == Settings())
        #expect(settings.listen.description == "127.0.0.1:8484")
        #expect(settings.data == "./data")
        #expect(settings.maximumGenerations == 2_000)
        #expect(settings.titles == .model)
        #expect(settings.demo == .auto)
    }

    @Test func theCommandLineIsStrongerThanTheEnvironmentAndThatThanTheFile() throws {
        let yaml = "listen: 127.0.0.1:1\ndata: file\ntitles: words\n"
        let environment = ["PARLEY_LISTEN": "127.0.0.1:2", "PARLEY_DATA": "environment"]
        let settings = try load([.listen: "127.0.0.1:3"], environment: environment, yaml: yaml)
        #expect(settings.listen.port == 3)
        #expect(settings.data == "environment")
        #expect(settings.titles == .words)
        #expect(settings.file == "parley.yaml")
    }

    @Test func everySettingCanComeFromTheEnvironment() throws {
        let settings = try load(environment: [
            "PARLEY_LISTEN": "[::1]:0", "PARLEY_DATA": "/var/lib/parley", "PARLEY_ASSETS": "/usr/share/parley",
            "PARLEY_PUBLIC_URL": "https://Chat.example.org:443/", "PARLEY_ALLOWED_HOSTS": "chat.lan, box.local,",
            "PARLEY_TRUSTED_PROXIES": "127.0.0.1,fd00::/8", "PARLEY_DEMO": "off", "PARLEY_TITLES": "words",
            "PARLEY_MAX_GENERATIONS": "50", "PARLEY_LOG_LEVEL": "debug",
        ])
        #expect(settings.listen == ListenAddress(host: "::1", port: 0))
        #expect(settings.data == "/var/lib/parley")
        #expect(settings.assets == "/usr/share/parley")
        #expect(settings.publicURL == "https://chat.example.org")
        #expect(settings.allowedHosts == ["chat.lan", "box.local"])
        #expect(settings.trustedProxies.map(\.description) == ["127.0.0.1", "fd00::/8"])
        #expect(settings.isTrustedProxy("fd00::7"))
        #expect(!settings.isTrustedProxy("10.0.0.7"))
        #expect(settings.demo == .off)
        #expect(settings.titles == .words)
        #expect(settings.maximumGenerations == 50)
        #expect(settings.logLevel == .debug)
        #expect(settings.notes.isEmpty)
    }

    @Test func everySettingCanComeFromTheFile() throws {
        let settings = try load(
            yaml: """
                listen: localhost:9000
                data: d
                assets: a
                public_url: http://chat.lan:8484
                allowed_hosts: [Chat.lan]
                trusted_proxies:
                  - 10.0.0.0/8
                demo: off
                titles: words
                max_generations: 100000
                log_level: warning
                """)
        #expect(settings.listen.description == "localhost:9000")
        #expect(settings.publicURL == "http://chat.lan:8484")
        #expect(settings.allowedHosts == ["chat.lan"])
        #expect(settings.trustedProxies == [try #require(CIDR("10.0.0.0/8"))])
        #expect(settings.demo == .off)
        #expect(settings.logLevel == .warning)
        #expect(settings.maximumGenerations == 100_000)
    }

    @Test(arguments: ["", "# nothing yet\n", "---\n", "~\n", "public_url:\nproviders:\n", "\u{FEFF}demo: auto\r\n"])
    func aFileThatSaysNothingMeansTheDefaults(yaml: String) throws {
        var expected = Settings()
        expected.file = "parley.yaml"
        var settings = try load(yaml: yaml)
        settings.sources = [:]
        #expect(settings == expected)
    }

    @Test func anEmptyVariableCountsAsNotSet() throws {
        let environment = ["PARLEY_LISTEN": "", "OPENAI_API_KEY": "", "OPENAI_BASE_URL": ""]
        let settings = try load(environment: environment, yaml: "listen: 127.0.0.1:1")
        #expect(settings.listen.port == 1)
        #expect(settings.providers.isEmpty)
    }

    @Test func unknownVariablesAreToldInOneNote() throws {
        let settings = try load(environment: ["PARLEY_LISTN": "x", "PARLEY_KEY": "sk-secret", "PARLEY_DEMO": "off"])
        #expect(settings.notes == ["unknown in the environment, so not used: PARLEY_KEY, PARLEY_LISTN"])
    }

    @Test func theNamedFileIsReadInsteadOfTheOneInTheWorkingFolder() throws {
        let files = ["/etc/parley.yaml": "titles: words", "parley.yaml": "demo: off"]
        let settings = try Settings.load(environment: [:], configPath: "/etc/parley.yaml") { files[$0] }
        #expect(settings.titles == .words)
        #expect(settings.demo == .auto)
        #expect(settings.file == "/etc/parley.yaml")
    }
}
