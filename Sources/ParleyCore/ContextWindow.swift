/// How much of a history a model can read, and what of it is sent.
public struct ContextWindow: Hashable, Sendable {
    /// Where nothing is known: what small local models have at least.
    public static let fallbackTokens = 8_192

    /// Tokens that prompt and answer share.
    public var tokens: Int
    /// Tokens kept free for the answer.
    public var reservedOutput: Int
    /// How many tokens the model's provider counts where one is estimated.
    public var tokenRatio: Double

    /// Tokens the prompt may have: the window without the answer and 5 % for what the estimate gets wrong.
    public var budget: Int { Self.budget(of: tokens, reserving: reservedOutput) }

    static func budget(of tokens: Int, reserving output: Int) -> Int {
        max(1, tokens - output - (tokens + 19) / 20)
    }

    /// The same in estimated tokens, for the cut.
    var estimatedBudget: Int { max(1, Int(Double(budget) / tokenRatio)) }

    public init(tokens: Int, outputLimit: Int?, tokenRatio: Double = 1) {
        self.tokens = max(1, tokens)
        self.tokenRatio = tokenRatio
        let wanted = outputLimit ?? min(self.tokens / 4, 4_096)
        reservedOutput = min(wanted, self.tokens / 2)
    }
}

/// What is sent of a history, and what of each message became of it.
public struct ContextPlan: Hashable, Sendable {
    public enum EntryState: String, Sendable {
        case included, shortened, trimmed
    }

    public struct Entry: Hashable, Sendable {
        /// Nil for the message that is not sent yet.
        public var id: Message.ID?
        public var state: EntryState
        public var tokens: Int

        public init(id: Message.ID?, state: EntryState, tokens: Int) {
            self.id = id
            self.state = state
            self.tokens = tokens
        }
    }

    public var window: ContextWindow
    public var estimatedTokens: Int
    public var entries: [Entry]
    public var prompt: [PromptMessage]
    public var instructions = SentInstructions(system: nil, summary: nil)
    /// The tokens were counted by the model's own server.
    public var isExact = false

    /// What is stored with the answer.
    public var cut: StoredCut {
        let shortened = entries.filter { $0.state == .shortened && $0.id != nil }
        var cut = StoredCut(
            firstMessageID: entries.first { $0.state != .trimmed }?.id,
            trimmedCount: entries.count { $0.state == .trimmed }, shortenedIDs: shortened.compactMap(\.id),
            window: window.tokens, estimatedTokens: estimatedTokens)
        cut.shortenedTokens = shortened.map(\.tokens)
        cut.reservedOutput = window.reservedOutput
        cut.isExact = isExact
        cut.isSummarized = instructions.summary != nil
        cut.tokenRatio = window.tokenRatio
        return cut
    }

    /// What the prompt was estimated to have, before any ratio.
    public var rawEstimate: Double { Double(estimatedTokens) / window.tokenRatio }

    /// The same plan as a server's own tokenizer has counted it.
    public func counted(_ tokens: Int) -> ContextPlan {
        var plan = self
        plan.window.tokenRatio = rawEstimate > 0 ? Double(tokens) / rawEstimate : 1
        plan.estimatedTokens = tokens
        plan.isExact = true
        return plan
    }
}

/// A message of the history as the cut sees it.
public struct HistoryEntry: Hashable, Sendable {
    public var id: Message.ID?
    public var role: Message.Role
    public var content: String
    /// Bytes of a text so far back that it was not read, because no window reaches it.
    public var unreadBytes: Int
    /// Who said it, for a person's message.
    public var speaker: String?

    public init(
        id: Message.ID?, role: Message.Role, content: String, unreadBytes: Int = 0, speaker: String? = nil
    ) {
        self.speaker = speaker
        self.id = id
        self.role = role
        self.content = content
        self.unreadBytes = unreadBytes
    }
}
