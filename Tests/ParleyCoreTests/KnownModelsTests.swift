import ParleyCore
import Testing

struct KnownModelsTests {
    @Test(arguments: [
        ("gpt-4o", 128_000), ("gpt-4o-2024-11-20", 128_000), ("openai/gpt-4o-mini", 128_000), ("gpt-4-0613", 8_192),
        ("GPT-4-Turbo", 128_000), ("o1", 200_000), ("o1-mini-2024-09-12", 128_000), ("gpt-5-mini", 400_000),
        ("anthropic/claude-sonnet-4-20250514", 200_000), ("claude-3-opus@20240229", 200_000),
        ("meta-llama/llama-3.1:free", 131_072), ("moonshot-v1-32k", 32_768), ("gemini-2.5-pro-preview", 1_048_576),
    ])
    func aNameFindsItsWindow(model: String, window: Int) {
        #expect(KnownModels.contextWindow(of: model) == window)
    }

    @Test(arguments: ["", "/", "-", "o", "gpt", "gpt-4.7", "o12", "my-gpt-4o", "llama3.2:1b", "sonarqube"])
    func anUnknownNameFindsNone(model: String) {
        #expect(KnownModels.contextWindow(of: model) == nil)
    }
}
