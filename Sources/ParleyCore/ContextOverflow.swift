/// What a provider said when a request was too long for its model, as far as it said it. All in tokens.
public struct ContextOverflow: Hashable, Sendable {
    /// The model's context window.
    public var window: Int?
    /// What the prompt had, as the provider counted it.
    public var promptTokens: Int?
    /// The most that an answer may have.
    public var outputLimit: Int?
    /// It is the limit asked for the answer that does not fit, not the prompt.
    public var isOutputTooLong = false

    public init() {}
}

extension ContextWindow {
    /// Where a request was too long after all: the window to cut it by. Nil where nothing smaller can be tried.
    /// - Parameters:
    ///   - estimated: What the prompt was taken for, in tokens.
    ///   - share: What to try of it where nothing is known but that it was too much.
    ///   - atLeast: A prompt of so many tokens was read before; so the window is no smaller, and the estimate is wrong.
    public func corrected(
        by overflow: ContextOverflow, estimated: Int, outputLimit: Int?, share: Double = 0.8, atLeast: Int = 0
    ) -> ContextWindow? {
        var tokens = min(tokens, overflow.window ?? self.tokens)
        var ratio = tokenRatio
        if let counted = overflow.promptTokens, counted > estimated, estimated > 0 {
            // The estimate was too low, and may be a little lower still for what is left.
            ratio = min(ratio * Double(counted) / Double(estimated) * 1.02, TokenRatio.range.upperBound)
        } else if tokens == self.tokens {
            // Nothing is known but that this was too much.
            let guess = Int(Double(min(tokens, estimated)) * share)
            if guess > atLeast { tokens = guess } else { ratio = min(ratio / share, TokenRatio.range.upperBound) }
        }
        guard tokens >= Self.smallestTokens, tokens < self.tokens || ratio > tokenRatio else { return nil }
        return ContextWindow(tokens: tokens, outputLimit: outputLimit, tokenRatio: ratio)
    }

    /// Under this no talk is possible.
    static let smallestTokens = 128
}
