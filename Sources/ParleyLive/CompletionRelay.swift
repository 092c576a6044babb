public import Logging
public import ParleyCore
public import ParleyWire
import Synchronization

/// Passes programs' completions on to the models, with the same admission as people's answers.
public final class CompletionRelay: Sendable {
    private let client: any ModelClient
    private let catalog: ModelCatalog
    private let admission: Admission
    private let metrics: AnswerMetrics
    private let logger: Logger

    public init(
        client: any ModelClient, catalog: ModelCatalog, admission: Admission, feed: LiveFeed, logger: Logger
    ) {
        self.client = client
        self.catalog = catalog
        self.admission = admission
        metrics = feed.metrics
        self.logger = logger
    }

    /// Answers that are being written or passed on.
    public var running: Int { admission.count }

    /// Sends the request on; what comes of it is the answer's.
    public func begin(_ wish: CompletionWish, by person: Person) async throws -> RelayedAnswer {
        guard person.role.mayTalk else { throw ParleyError(.forbidden, "A reviewer reads and does not write.") }
        let chosen = try choose(wish.model, for: person)
        let body = wish.body(model: chosen.model)
        let prompt = TokenEstimate.tokens(inJSON: body)
        let id = Message.ID()
        let written = WrittenTokens()
        try await admission.enter(
            UsageMeter.Entry(id: id, person: person.id, clientID: nil) { prompt + written.estimate.withLock { $0 } })
        let parts = client.relay(RelayRequest(provider: chosen.provider, body: body, choices: wish.choices))
        return RelayedAnswer(
            parts: parts, isStream: wish.isStream, provider: chosen.provider, written: written
        ) { outcome in
            self.admission.leave(id, adding: outcome.entry(of: person.id, chosen.key, prompt: prompt))
            self.metrics.note(outcome, gaps: Histogram(bounds: AnswerMetrics.gaps), of: chosen.provider)
            self.log(outcome, chosen)
        }
    }

    /// Programs look for a model that is not there by its status.
    private func choose(_ model: String?, for person: Person) throws(ParleyError) -> ChosenModel {
        do {
            return try catalog.choose(model: model, boundTo: nil, for: person)
        } catch {
            guard error.code == .unprocessable else { throw error }
            throw ParleyError(.notFound, error.message)
        }
    }

    private func log(_ outcome: AnswerMetrics.Outcome, _ chosen: ChosenModel) {
        var facts: Logger.Metadata = [
            "status": "\(outcome.status.rawValue)", "model": "\(chosen.model)", "provider": "\(chosen.provider)",
        ]
        if let code = outcome.error { facts["error"] = "\(code.rawValue)" }
        if let first = outcome.firstTokenMilliseconds { facts["first_token_ms"] = "\(first)" }
        if let usage = outcome.usage {
            facts["prompt_tokens"] = "\(usage.promptTokens ?? 0)"
            facts["completion_tokens"] = "\(usage.completionTokens ?? 0)"
        }
        logger.info("completion", metadata: facts)
    }
}

extension AnswerMetrics.Outcome {
    fileprivate func entry(of person: Person.ID, _ model: ModelKey, prompt: Int) -> UsageEntry? {
        AnswerTokens(
            told: usage, promptEstimate: prompt, completionEstimate: estimatedTokens, hasFailed: status == .error
        ).map { UsageEntry(person: person, model: model, tokens: $0, answers: 1) }
    }
}

/// How an answer begins that is passed on.
public enum RelayBeginning: Sendable {
    /// Events or a document follow.
    case answer(RelayHead)
    /// The provider refused: its status, and its words in whatever form it has them.
    case refused(RelayHead, body: [UInt8])
    /// The provider takes its time; what comes will come as events.
    case late
}
