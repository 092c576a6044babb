/// Where a completion may name other models than its own.
extension CompletionWish {
    private static let routing: Set<String> = [
        // OpenRouter
        "models", "route", "preset", "plugins",
        // LiteLLM
        "fallbacks", "model_list", "user_config", "router_settings_override", "extra_body",
    ]

    /// The first field by which a provider may be led to another model; nil where there is none. `MODEL` is one, too:
    /// servers written in Go read names in any letters, and take the last.
    public var fieldOfOtherModels: String? {
        names.first { name in
            let folded = name.lowercased()
            return Self.routing.contains(folded) || folded.hasSuffix("_fallbacks")
                || folded == "model" && name != folded
        }
    }
}
