/// How many tokens a model's provider counts where one is estimated, learned from the usage of its answers.
public struct TokenRatio: Hashable, Sendable {
    /// Outside of these, something else was counted: a prompt that was cut on its way, or images.
    public static let range = 0.25...4.0
    /// Under so many tokens, what the chat format adds weighs more than the text.
    private static let smallestPrompt = 100
    /// The weight of an answer is never less than one in so many, so that a talk that changes its language is followed.
    private static let longestMemory = 6

    /// What the last answer's prompt had, against what it was estimated to have: with this ratio all that was sent then
    /// is counted exactly, and only what is newer is estimated. Nil where it teaches nothing.
    public static func last(counted: Int?, cut: StoredCut?) -> Double? {
        guard let counted, let cut, !cut.isCutByProvider, cut.tokenRatio > 0 else { return nil }
        let estimated = Double(cut.estimatedTokens) / cut.tokenRatio
        let ratio = Double(counted) / estimated
        return estimated >= Double(smallestPrompt) && range.contains(ratio) ? ratio : nil
    }

    /// No server has a window as small as this; what reports fewer does not count prompts.
    private static let smallestWindow = 256

    /// Whether a server has read far less than it was sent, without a word. Estimates are not as wrong as that.
    public static func isCut(counted: Int, estimated: Int, isExact: Bool) -> Bool {
        estimated >= 1_000 && counted >= smallestWindow
            && Double(counted) < Double(estimated) * (isExact ? 0.9 : 0.5)
    }

    /// What a server that reads a whole prompt counts at the least, by what it counted last time: that and half of what
    /// was said since. Nothing where the prompt does not begin as the last one did.
    public static func leastCount(of plan: ContextPlan, after past: (cut: StoredCut?, counted: Int?)) -> Int {
        guard let last = past.cut, let counted = past.counted, !last.isCutByProvider, counted >= smallestWindow,
            last.tokenRatio > 0, plan.cut.firstMessageID == last.firstMessageID,
            plan.cut.shortenedIDs == last.shortenedIDs
        else { return 0 }
        let before = Double(last.estimatedTokens) / last.tokenRatio
        let newer = (plan.rawEstimate - before) * plan.window.tokenRatio
        return newer >= 40 ? counted + Int(newer / 2) : 0
    }

    /// What a server can read that was sent so much and read so much of it. Windows are mostly powers of two; what it
    /// did read is only the least.
    public static func window(ofServerThatRead read: Int, of sent: Int) -> Int {
        let next = 1 << (Int.bitWidth - max(0, read - 1).leadingZeroBitCount)
        return max(smallestSilentWindow, next < sent ? next : read)
    }

    /// Ollama's default has never been smaller.
    private static let smallestSilentWindow = 2_048

    public private(set) var value: Double
    /// Answers that it was learned from.
    public private(set) var answers: Int

    public init(value: Double = 1, answers: Int = 0) {
        self.value = Self.range.contains(value) ? value : 1
        self.answers = answers
    }

    /// Learns from one answer; false where it taught nothing.
    /// - Parameters:
    ///   - counted: The prompt as the provider counted it.
    ///   - estimated: The same as it was estimated, without any ratio.
    public mutating func learn(counted: Int, estimated: Double) -> Bool {
        guard estimated >= Double(Self.smallestPrompt), Self.range.contains(Double(counted) / estimated) else {
            return false
        }
        answers += 1
        value += (Double(counted) / estimated - value) / Double(min(answers, Self.longestMemory))
        return true
    }
}
