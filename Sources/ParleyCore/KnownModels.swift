/// Context windows of models that are widely known, for providers that do not tell them. From the providers' own lists
/// of models, seen in 2025; where versions of one name differ, the smallest.
public enum KnownModels {
    private static let windows: [String: Int] = [
        "gpt-3.5-turbo": 16_385, "gpt-4": 8_192, "gpt-4-32k": 32_768, "gpt-4-turbo": 128_000, "gpt-4o": 128_000,
        "chatgpt-4o": 128_000, "gpt-4.1": 1_047_576, "gpt-5": 400_000, "o1": 200_000, "o1-mini": 128_000,
        "o1-preview": 128_000, "o3": 200_000, "o3-mini": 200_000, "o4-mini": 200_000,
        "claude-3": 200_000, "claude-3.5": 200_000, "claude-3.7": 200_000, "claude-sonnet-4": 200_000,
        "claude-opus-4": 200_000, "claude-haiku-4": 200_000,
        "gemini-1.5-pro": 2_097_152, "gemini-1.5-flash": 1_048_576, "gemini-2.0-flash": 1_048_576,
        "gemini-2.5-pro": 1_048_576, "gemini-2.5-flash": 1_048_576,
        "deepseek-chat": 65_536, "deepseek-reasoner": 65_536,
        "mistral-large": 131_072, "mistral-small": 32_768, "open-mistral-nemo": 131_072, "mixtral-8x7b": 32_768,
        "llama3-8b": 8_192, "llama3-70b": 8_192, "llama-3.1": 131_072, "llama-3.3": 131_072,
        "grok-2": 131_072, "grok-3": 131_072, "grok-4": 256_000, "sonar": 127_000,
        "moonshot-v1-8k": 8_192, "moonshot-v1-32k": 32_768, "moonshot-v1-128k": 131_072, "kimi-k2": 131_072,
        "qwen-max": 32_768, "qwen-plus": 131_072,
    ]

    /// The window of a model by its name, also where that has a maker before it (`openai/gpt-4o`) or a version behind
    /// (`gpt-4o-2024-11-20`); nil for an unknown one.
    public static func contextWindow(of model: String) -> Int? {
        let name = model.lowercased().split(separator: "/").last.map(String.init) ?? ""
        var prefix = Substring(name)
        while !prefix.isEmpty {
            if let window = windows[String(prefix)] { return window }
            guard let boundary = prefix.lastIndex(where: { "-:@_".contains($0) }) else { return nil }
            prefix = prefix[..<boundary]
        }
        return nil
    }
}
