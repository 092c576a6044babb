import ParleyCore
import ParleyUpstream
import Testing

@testable import ParleySettings

/// What admins write is held to the rules of the settings file.
struct ProviderDraftTests {
    private let least: [String: ProviderDraft.Value] = [
        "name": .text("gpu"), "base_url": .text("http://10.0.0.5:8000/v1/"),
    ]

    private func checked(_ more: [String: ProviderDraft.Value]) throws(SettingsError) -> Provider {
        try Provider.checked(ProviderDraft(least.merging(more) { _, new in new }))
    }

    @Test func theLeastMeansTheSameAsInTheFile() throws {
        let yaml = "providers:\n  - {name: gpu, base_url: 'http://10.0.0.5:8000/v1/'}"
        #expect(try [checked([:])] == load(yaml: yaml).providers)
    }

    @Test func everyFieldIsRead() throws {
        let provider = try checked([
            "api_key": .text("sk-1"), "models": .list(["a", "null"]), "headers": .pairs(["X-A": "b", "X-B": "~"]),
            "context_window": .text("4096"), "connect_timeout": .text("2.5"), "first_byte_timeout": .text("5m"),
            "idle_timeout": .text("90s"), "total_timeout": .text("1h"), "max_retries": .text("0"),
            "api": .text("completions"),
        ])
        var expected = Provider(
            name: "gpu", baseURL: "http://10.0.0.5:8000/v1", key: .value("sk-1"), models: ["a", "null"],
            headers: ["X-A": "b", "X-B": "~"], contextWindow: 4_096,
            timeouts: .init(connectSeconds: 2.5, firstByteSeconds: 300, idleSeconds: 90, totalSeconds: 3_600),
            maximumRetries: 0)
        expected.api = .completions
        #expect(provider == expected)
    }

    @Test func whatIsTakenBackIsTheDefault() throws {
        let provider = try checked(["context_window": .none, "models": .none, "headers": .none, "api_key": .none])
        #expect(provider == Provider(name: "gpu", baseURL: "http://10.0.0.5:8000/v1"))
    }

    /// A key in the server's files or variables is not for who chooses where it is sent to.
    @Test(arguments: ["api_key_file", "api_key_env", "enabled", "colour"])
    func otherFieldsAreRefused(name: String) {
        let error = #expect(throws: SettingsError.self) { try checked([name: .text("/etc/passwd")]) }
        #expect(
            error?.description.hasPrefix("unknown key \(name), must be one of name, base_url, api_key, models") == true)
    }

    @Test func errorsNameTheFieldAndQuoteNothing() {
        let cases: [(String, ProviderDraft.Value, String)] = [
            ("base_url", .text("sk-canary"), "base_url must be an http or https address"),
            ("base_url", .none, "base_url is missing"), ("name", .text("sk canary"), "name must be 1 to 64"),
            ("api_key", .text("sk canary"), "api_key must be one line"),
            ("api_key", .list(["sk-canary"]), "api_key must be one value"),
            ("models", .text("canary"), "models must be a list"),
            ("headers", .text("canary"), "headers must be names and values"),
            ("headers", .pairs(["Host": "canary"]), "headers must be names of headers"),
            ("models", .other, "models must be a list of plain values"),
            ("max_retries", .flag(true), "max_retries must be a whole number"),
            ("name", .other, "name must be one value"),
        ]
        for (name, value, expected) in cases {
            let error = #expect(throws: SettingsError.self) { try checked([name: value]) }
            #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
            #expect(error?.description.contains("canary") == false)
        }
    }

    @Test(arguments: [
        ("https://API.openai.com/v1", "https://api.openai.com", false), ("https://a:443/x", "https://a", false),
        ("http://a:8000/v1", "http://a:8000", true), ("http://[::1]:80/v1", "http://[::1]", false),
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434", false),
        ("http://localhost.evil.org", "http://localhost.evil.org", true),
    ])
    func anOriginIsSchemeHostAndPort(url: String, origin: String, isExposed: Bool) {
        #expect(Provider(name: "a", baseURL: url).origin == origin)
        #expect(Provider(name: "a", baseURL: url).isExposed == isExposed)
    }
}

struct SettingSourceTests {
    @Test func everySettingRemembersWhereItCameFrom() throws {
        let settings = try load(
            [.titles: "words"], environment: ["PARLEY_TITLES": "model", "PARLEY_DEMO": "off", "PARLEY_LISTEN": ""],
            yaml: "titles: model\ndemo: auto\nmax_generations: 5\nlisten: 127.0.0.1:1\nkey_file: /k\nwhen_busy: queue")
        #expect(settings.source(of: .titles) == .commandLine)
        #expect(settings.source(of: .demo) == .environment)
        #expect([.maximumGenerations, .listen, .keyFile, .whenBusy].allSatisfy { settings.source(of: $0) == .file })
        #expect(settings.source(of: .data) == .default)
        #expect((settings.keyFile, settings.whenBusy) == ("/k", .queue))
    }

    @Test func providersSayWhoNamedThem() throws {
        #expect(try load().providersSource == .default)
        #expect(try load(environment: ["OPENAI_API_KEY": "k"]).providersSource == .environment)
        let yaml = "providers:\n  - {name: a, base_url: http://a}"
        #expect(try load(environment: ["OPENAI_API_KEY": "k"], yaml: yaml).providersSource == .file)
    }

    /// A new setting that is a secret must be named here as one that is not told.
    @Test(arguments: SettingKey.allCases) func everySettingIsToldThatIsNoSecret(key: SettingKey) {
        #expect(Settings().shown(key) != nil)
    }

    @Test func valuesAreShownAsTheyAre() throws {
        let settings = try load(environment: ["PARLEY_ALLOWED_HOSTS": "b,a", "PARLEY_MAX_GENERATIONS": "7"])
        #expect(settings.shown(.allowedHosts) == ["b", "a"])
        #expect(settings.shown(.maximumGenerations) == ["7"])
        #expect(settings.shown(.publicURL) == [])
        #expect(Settings.allowed(.whenBusy) == ["refuse", "queue"])
        #expect(Settings.allowed(.data) == nil)
    }
}
