import ParleyUpstream
import Testing

@testable import ParleySettings

struct ProviderSettingsTests {
    @Test func everyFieldIsRead() throws {
        let settings = try load(
            yaml: """
                providers:
                  - name: team-gpu.1
                    base_url: http://10.0.0.5:8000/v1//
                    api_key_file: /run/secrets/gpu
                    models: [qwen3-32b, "llama 3"]
                    headers:
                      X-Team: blue
                    context_window: 32768
                    connect_timeout: 5
                    first_byte_timeout: 2.5m
                    idle_timeout: 90s
                    total_timeout: 2h
                    max_retries: 0
                  - name: other
                    base_url: https://example.org
                    api_key_env: OTHER_KEY
                """)
        let first = Provider(
            name: "team-gpu.1", baseURL: "http://10.0.0.5:8000/v1", key: .file("/run/secrets/gpu"),
            models: ["qwen3-32b", "llama 3"], headers: ["X-Team": "blue"], contextWindow: 32_768,
            timeouts: .init(connectSeconds: 5, firstByteSeconds: 150, idleSeconds: 90, totalSeconds: 7_200),
            maximumRetries: 0)
        let second = Provider(name: "other", baseURL: "https://example.org", key: .environment("OTHER_KEY"))
        #expect(settings.providers == [first, second])
    }

    @Test(arguments: [
        ("https://api.openai.com/v1", "openai"), ("http://127.0.0.1:11434/v1", "127.0.0.1"),
        ("http://GPU_box:8000", "gpu_box"), ("http://[::1]:8080/v1", "--1"), ("http://demo/v1", "upstream"),
    ])
    func theEnvironmentMakesOneProviderNamedByItsHost(url: String, name: String) throws {
        let settings = try load(environment: ["OPENAI_BASE_URL": url])
        #expect(settings.providers == [Provider(name: name, baseURL: url)])
    }

    @Test func aKeyWithoutAddressMeansOpenAI() throws {
        let settings = try load(environment: ["OPENAI_API_KEY": "sk-1"])
        let expected = Provider(
            name: "openai", baseURL: "https://api.openai.com/v1", key: .environment("OPENAI_API_KEY"))
        #expect(settings.providers == [expected])
    }

    @Test func theEnvironmentMakesNoneWhereTheFileNamesOne() throws {
        let yaml = "providers:\n  - {name: a, base_url: http://a}"
        let settings = try load(environment: ["OPENAI_API_KEY": "sk-1"], yaml: yaml)
        #expect(settings.providers.map(\.name) == ["a"])
        #expect(
            settings.notes == ["OPENAI_BASE_URL and OPENAI_API_KEY are not used: parley.yaml names providers"])
    }
}
