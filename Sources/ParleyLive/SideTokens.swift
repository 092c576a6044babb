import ParleyCore

/// What is asked beside an answer, and what it has used: a title, a summary.
struct SideTokens {
    private let request: CompletionRequest
    private let person: Person.ID
    private var usage: Usage?
    private var written = 0

    /// - Parameter person: Who asked for the answer.
    init(_ request: CompletionRequest, for person: Person.ID) {
        self.request = request
        self.person = person
    }

    mutating func note(_ batch: [ReplyPart]) {
        for part in batch {
            switch part {
            case .text(let text), .reasoning(let text): written += TokenEstimate.tokens(in: text)
            case .usage(let told): usage = told
            default: break
            }
        }
    }

    /// Nil where nothing came of it.
    func entry(isWhole: Bool) -> UsageEntry? {
        let prompt = request.messages.reduce(0) { $0 + TokenEstimate.tokens(of: $1) }
        let tokens = AnswerTokens(
            told: usage, promptEstimate: prompt, completionEstimate: written, hasFailed: !isWhole)
        return tokens.map { tokens in
            let model = ModelKey(provider: request.provider, model: request.model)
            return UsageEntry(person: person, model: model, tokens: tokens, answers: 0)
        }
    }
}
