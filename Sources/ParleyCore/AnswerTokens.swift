/// The tokens of one answer, as they are added up.
public struct AnswerTokens: Hashable, Sendable {
    public var prompt: Int
    public var completion: Int
    /// How many of them were estimated, because the provider counted none.
    public var estimated: Int

    public var sum: Int { prompt + completion }

    /// More than any answer has; what a provider says past it is a fault.
    private static let most = 1_000_000_000_000

    /// As the provider counted, else as estimated. Nil where there is nothing to add up, such as for an answer that
    /// failed before its first token.
    public init?(told: Usage?, promptEstimate: Int, completionEstimate: Int, hasFailed: Bool) {
        let counted = (prompt: told?.promptTokens, completion: told?.completionTokens)
        let isCounted = (counted.prompt ?? 0) > 0 || (counted.completion ?? 0) > 0
        guard isCounted || completionEstimate > 0 || !hasFailed else { return nil }
        prompt = min(max(0, counted.prompt ?? promptEstimate), Self.most)
        completion = min(max(0, counted.completion ?? completionEstimate), Self.most)
        estimated = (counted.prompt == nil ? prompt : 0) + (counted.completion == nil ? completion : 0)
        guard sum > 0 else { return nil }
    }
}

/// What is to be added to somebody's usage.
public struct UsageEntry: Hashable, Sendable {
    public var person: Person.ID
    public var model: ModelKey
    public var tokens: AnswerTokens
    /// One for an answer; none for what was asked beside it, such as its title.
    public var answers: Int

    public init(person: Person.ID, model: ModelKey, tokens: AnswerTokens, answers: Int) {
        self.person = person
        self.model = model
        self.tokens = tokens
        self.answers = answers
    }
}

/// Usage of many answers.
public struct UsageSum: Hashable, Sendable {
    public var answers = 0
    public var promptTokens = 0
    public var completionTokens = 0
    public var estimatedTokens = 0

    public init() {}

    public mutating func add(_ other: UsageSum) {
        answers += other.answers
        promptTokens += other.promptTokens
        completionTokens += other.completionTokens
        estimatedTokens += other.estimatedTokens
    }
}
