public import ParleyCore

/// How a provider wants to be asked, where that differs.
public struct RequestStyle: Hashable, Sendable {
    /// `stream_options.include_usage`, which some servers refuse.
    public var includesUsage = true
    /// `max_completion_tokens` in the place of `max_tokens`, which reasoning models refuse.
    public var limitsByCompletionTokens = false

    public init() {}

    /// How to ask instead, where a refusal names what it does not know; nil where it names something else.
    public func adapted(toRefusal words: String, of request: CompletionRequest) -> RequestStyle? {
        let words = words.lowercased()
        var style = self
        if includesUsage, words.contains("stream_options") || words.contains("include_usage") {
            style.includesUsage = false
        }
        let isLimited = request.params.values[.maxTokens] != nil
        if isLimited, !limitsByCompletionTokens, words.contains("max_completion_tokens") {
            style.limitsByCompletionTokens = true
        }
        return style == self ? nil : style
    }
}
