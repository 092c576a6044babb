import Foundation
public import Logging
public import ParleyCore
public import ParleyStore
public import ServiceLifecycle

/// Writes answers: one task each, which outlives the request that asked for it.
public final class ReplyRunner: Service {
    struct Job: Sendable {
        var reply: LiveReply
        var conversation: Conversation
        var chosen: ChosenModel
        /// The message that is answered.
        var question: Message
    }

    private let database: Database
    private let feed: LiveFeed
    private let client: any ModelClient
    private let admission: Admission
    private let titles: TitleWriter?
    private let summaries: SummaryWriter
    private let catalog: ModelCatalog
    private let logger: Logger
    private let jobs: AsyncStream<Job>
    private let start: AsyncStream<Job>.Continuation

    public init(
        database: Database, feed: LiveFeed, client: any ModelClient, catalog: ModelCatalog, admission: Admission,
        titles: TitleWriter?, logger: Logger
    ) {
        self.database = database
        self.feed = feed
        self.client = client
        self.admission = admission
        self.titles = titles
        summaries = SummaryWriter(database: database, feed: feed, client: client)
        self.catalog = catalog
        self.logger = logger
        // Its length is bounded by the admission.
        (jobs, start) = AsyncStream.makeStream()
    }

    public func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await job in jobs { group.addTask { await self.write(job) } }
            }
        } onGracefulShutdown: {
            self.feed.close()
            self.start.finish()
        }
    }

    /// Begins to write an answer whose row is committed.
    func begin(_ job: Job) {
        if case .terminated = start.yield(job) {
            job.reply.stop(by: nil, isShutdown: true)
            Task { await end(job, failure: nil) }
        }
    }

    /// Ends what a conversation does beside its answer.
    func cancelTitle(of id: Conversation.ID) {
        titles?.cancel(id)
        summaries.cancel(id)
    }

    func count(_ messages: [PromptMessage], _ chosen: ChosenModel) async -> Int? {
        await client.count(messages, model: chosen.model, provider: chosen.provider)
    }

    private func write(_ job: Job) async {
        do {
            try await relay(job)
            await end(job, failure: nil)
        } catch {
            await end(job, failure: failure(of: error))
        }
    }

    /// Upstream to the live text, until the upstream is gone. What proves too long is cut once more by what the
    /// refusal has taught.
    private func relay(_ job: Job) async throws {
        let limit = job.conversation.params.outputLimit
        var window = ContextWindow(
            tokens: job.chosen.contextWindow, outputLimit: limit, tokenRatio: job.chosen.tokenRatio)
        let past = try await database.past(upTo: job.question.id, windowTokens: window.tokens)
        window.tokenRatio = past.tokenRatio ?? window.tokenRatio
        let plan = await counted(job, past, window)
        do {
            try await relay(request(job, plan), to: job.reply)
        } catch let failure as ReplyFailure {
            guard let overflow = failure.overflow, job.reply.isUntouched,
                let request = shorter(job, past, plan, overflow)
            else { throw failure }
            try await relay(request, to: job.reply)
        }
    }

    private func relay(_ request: CompletionRequest, to reply: LiveReply) async throws {
        reply.enter(.connecting)
        let parts = client.complete(request)
        reply.attach(parts)
        try await parts.forEach { batch in
            if case .tooLong = reply.take(batch) { parts.cancel() }
        }
        if reply.isTooLong {
            let limit = Message.maximumReplyBytes >> 20
            throw ReplyFailure(.protocol, "The answer grew past \(limit) MiB and was ended.")
        }
    }

    private func plan(_ job: Job, _ past: Past, _ window: ContextWindow) -> ContextPlan {
        let plan = window.plan(
            system: job.conversation.systemPrompt, history: past.history, lastCut: past.lastCut?.firstMessageID,
            summary: job.conversation.summary, continuing: job.reply.base.content, wish: Self.goOn)
        note(plan, job)
        return plan
    }

    private func note(_ plan: ContextPlan, _ job: Job) {
        var cut = plan.cut
        cut.params = job.conversation.params
        job.reply.note(cut, plan.instructions)
    }

    /// A plan by the tokenizer of the model's own server, where that can be asked. One that proves too long is made
    /// once more by what was counted.
    private func counted(_ job: Job, _ past: Past, _ window: ContextWindow) async -> ContextPlan {
        var plan = plan(job, past, window)
        guard job.chosen.countsTokens else { return plan }
        for _ in 0..<2 {
            let tokens = await client.count(plan.prompt, model: job.chosen.model, provider: job.chosen.provider)
            guard let tokens else { return plan }
            let exact = plan.counted(tokens)
            note(exact, job)
            guard tokens > window.budget else { return exact }
            plan = self.plan(job, past, exact.window)
        }
        return plan
    }

    private func request(_ job: Job, _ plan: ContextPlan) -> CompletionRequest {
        CompletionRequest(
            provider: job.chosen.provider, model: job.chosen.model, messages: plan.prompt,
            params: job.conversation.params)
    }

    /// The request that fits after all; nil where none is known.
    private func shorter(
        _ job: Job, _ past: Past, _ plan: ContextPlan, _ overflow: ContextOverflow
    ) -> CompletionRequest? {
        let params = job.conversation.params
        if overflow.isOutputTooLong, let wanted = params.outputLimit {
            let room = overflow.window.flatMap { window in overflow.promptTokens.map { window - $0 } }
            guard let limit = overflow.outputLimit ?? room, (1..<wanted).contains(limit) else { return nil }
            var request = request(job, plan)
            request.params = params.limitingOutput(to: limit)
            return request
        }
        let window = plan.window.corrected(
            by: overflow, estimated: plan.estimatedTokens, outputLimit: params.outputLimit)
        guard let window else { return nil }
        if let counted = overflow.promptTokens, let estimated = job.reply.rawEstimate {
            _ = catalog.learn(counted: counted, estimated: estimated, of: job.chosen)
        }
        if window.tokens < plan.window.tokens { catalog.learn(window: window.tokens, of: job.chosen) }
        logger.notice(
            "a prompt was too long; it is cut and asked again",
            metadata: ["model": "\(job.chosen.model)", "window": "\(window.tokens)"])
        return request(job, self.plan(job, past, window))
    }

    /// Not every provider takes a begun answer as the last message, so a person's line asks for the rest.
    private static let goOn =
        "Your last message was cut off. Continue exactly where it ended, without repeating any of it."

    private func failure(of error: any Error) -> ReplyFailure {
        if let failure = error as? ReplyFailure { return failure }
        if let error = error as? ParleyError { return ReplyFailure(.server, error.message) }
        logger.error("an answer failed", metadata: ["error": "\(error)"])
        return ReplyFailure(.server, "Something went wrong inside the server.")
    }

    // MARK: The one exit

    /// Stores what the answer has become, then tells; the permit is given back whatever happens.
    private func end(_ job: Job, failure: ReplyFailure?) async {
        var message = job.reply.ended(failure: failure)
        noteCutByProvider(in: &message, job)
        log(message)
        feed.metrics.note(message.outcome, gaps: job.reply.gaps, of: job.chosen.provider)
        let stored = await store(message, of: job.reply)
        feed.remove(job.reply)
        admission.leave()
        guard let stored else { return }
        job.reply.settle(.success(stored.message))
        feed.nudge(stored.conversation ?? job.conversation)
        await learn(from: stored.message, job)
        if let conversation = stored.conversation {
            summaries.consider(conversation, answer: stored.message, chosen: job.chosen)
        }
        titles?.consider(job.conversation, answer: stored.message, isFirst: job.question.parentID == nil)
    }

    /// The provider's own count of the prompt makes the next estimate better.
    private func learn(from answer: Message, _ job: Job) async {
        guard answer.cut?.isCutByProvider == false, let counted = answer.usage?.promptTokens,
            let estimated = job.reply.rawEstimate,
            let ratio = catalog.learn(counted: counted, estimated: estimated, of: job.chosen),
            ratio.answers <= 10 || ratio.answers % 10 == 0
        else { return }
        try? await database.keep(ratio, provider: job.chosen.provider, model: job.chosen.model)
    }

    /// A server of one's own that read far less than it was sent has left out the beginning without a word, as Ollama
    /// does: that is told, and what it did read is taken for its window.
    private func noteCutByProvider(in message: inout Message, _ job: Job) {
        guard job.chosen.isLocal, let cut = message.cut, let counted = message.usage?.promptTokens, counted > 0,
            TokenRatio.isCut(counted: counted, estimated: cut.estimatedTokens, isExact: cut.isExact)
        else { return }
        message.cut?.isCutByProvider = true
        let window = 1 << (Int.bitWidth - (counted - 1).leadingZeroBitCount)
        if window < job.chosen.contextWindow { catalog.learn(window: window, of: job.chosen) }
        logger.notice(
            "a model's server cut the prompt by itself",
            metadata: ["model": "\(job.chosen.model)", "sent": "\(cut.estimatedTokens)", "read": "\(counted)"])
    }

    /// A disk that is full for a while must not cost the answer: it is tried again until it is stored.
    private func store(
        _ message: Message, of reply: LiveReply
    ) async -> (message: Message, conversation: Conversation?)? {
        var delay = Duration.milliseconds(100)
        var waited = Duration.zero
        while true {
            do {
                return try await database.finish(message, instructions: reply.instructions, now: .now)
            } catch {
                logger.error("an answer is not stored yet", metadata: ["error": "\(error)"])
                if waited > .seconds(5) {
                    reply.settle(.failure(error as? ParleyError ?? ParleyError(.internalError, "It is not stored.")))
                }
                if waited > .seconds(5), feed.isClosing { return nil }
            }
            try? await Task.sleep(for: delay)
            waited += delay
            delay = min(delay * 2, .seconds(5))
        }
    }

    private func log(_ message: Message) {
        var facts: Logger.Metadata = [
            "message": "\(message.id)", "status": "\(message.status.rawValue)",
            "duration_ms": "\(message.timing?.durationMilliseconds ?? 0)",
        ]
        if let first = message.timing?.firstTokenMilliseconds { facts["first_token_ms"] = "\(first)" }
        if let code = message.failure?.code { facts["error"] = "\(code.rawValue)" }
        logger.info("answer", metadata: facts)
    }
}
