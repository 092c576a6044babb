import ParleyUpstream
import Testing

@testable import ParleySettings

struct SecretTests {
    private let yaml = """
        providers:
          - name: a
            base_url: http://a/v1
            api_key: sk-secret
            headers: {X-Key: sk-secret}
        """

    @Test func noDescriptionShowsAKey() throws {
        let settings = try load(environment: ["OPENAI_API_KEY": "sk-secret"], yaml: yaml)
        #expect(settings.providers.first?.key == .value("sk-secret"), "else this test shows nothing")
        var dumped = ""
        dump(settings, to: &dumped)
        for text in [settings.description, String(reflecting: settings), "\(settings)", dumped] {
            #expect(!text.contains("sk-secret"))
            #expect(text.contains("provider a: http://a/v1, a key from the settings"))
        }
    }

    @Test(arguments: [
        "api_key:sk-secret", "{api_key:sk-secret}", "providers:\n  - {name: a, api_key:sk-secret}",
        "providers:\n  - sk-secret", "providers: sk-secret", "sk-secret: 1", "sk-secret: 1\nsk-secret: 2",
        "providers:\n  - name: a\n    base_url: http://sk-secret@a", "listen: sk-secret", "demo: [sk-secret",
        "providers:\n  - name: a\n    base_url: http://a\n    api_key_env: sk-secret",
        "providers:\n  - name: a\n    base_url: http://a\n    api_key: [sk-secret]",
        "providers:\n  - name: a\n    base_url: http://a\n    api_key: sk-secret\n    api_key_file: sk-secret",
        "providers:\n  - name: a\n    base_url: http://a\n    headers: {X-Key: \"sk-secret\\n\"}",
        "api_key: \"sk-secret", "a: &sk-secret b\nc: *sk-secretive", "? sk-secret\n: - x\n -y",
    ])
    func noErrorShowsAKey(yaml: String) throws {
        let error = try #require(throws: SettingsError.self) { try load(yaml: yaml) }
        #expect(!error.description.contains("sk-secret"), "\(error)")
    }
}

struct KeyTests {
    private func settings(key: Provider.KeySource) -> Settings {
        var settings = Settings()
        settings.file = "parley.yaml"
        settings.providers = [Provider(name: "a", baseURL: "http://a", key: key)]
        return settings
    }

    private func check(
        _ key: Provider.KeySource, environment: [String: String] = [:], content: String? = nil, mode: Int? = 0o600
    ) throws(SettingsError) -> [String] {
        try settings(key: key).checkKeys(environment: environment, readFile: { _ in content }, fileMode: { _ in mode })
    }

    @Test func keysThatAreThereAndPrivatePass() throws {
        #expect(try check(.none).isEmpty)
        #expect(try check(.value("k")).isEmpty)
        #expect(try check(.environment("K"), environment: ["K": "k"]).isEmpty)
        #expect(try check(.file("/k"), content: "k\r\n", mode: 0o400).isEmpty)
    }

    @Test func aMissingKeyStopsTheStart() {
        let unset = "parley.yaml: api_key_env of provider a must be the name of an environment variable that is set"
        #expect(throws: SettingsError(unset)) { try check(.environment("K")) }
        #expect(throws: SettingsError("parley.yaml: api_key_file of provider a must be a file that can be read")) {
            try check(.file("/k"))
        }
        #expect(throws: SettingsError.self) { try check(.file("/k"), content: "two\nlines") }
        #expect(throws: SettingsError.self) { try check(.environment("K"), environment: ["K": "  "]) }
    }

    @Test func aFileThatOthersCanReadIsTold() throws {
        #expect(
            try check(.file("/k"), content: "k", mode: 0o644)
                == ["/k can be read by others (mode 644) and it is the key of provider a: chmod 600"])
        #expect(
            try check(.value("k"), mode: 0o640)
                == ["parley.yaml can be read by others (mode 640) and it holds the key of provider a: chmod 600"])
    }
}
