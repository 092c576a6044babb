import Foundation
public import Logging
public import ParleyCore
public import ParleyStore
public import ServiceLifecycle
import Synchronization

/// Writes answers: one task each, which outlives the request that asked for it.
public final class ReplyRunner: Service {
    struct Job: Sendable {
        var reply: LiveReply
        var conversation: Conversation
        var chosen: ChosenModel
        /// The message that is answered.
        var question: Message
        var asker: Person
    }

    private let database: Database
    private let feed: LiveFeed
    private let client: any ModelClient
    private let admission: Admission
    private let titles: TitleWriter?
    private let summaries: SummaryWriter
    private let planner: PromptPlanner
    /// How often a prompt that is too long is cut again.
    private static let maximumCuts = 4
    private let catalog: ModelCatalog
    private let logger: Logger
    private let jobs: AsyncStream<Job>
    private let start: AsyncStream<Job>.Continuation
    private let afterwards = Mutex<@Sendable (Conversation.ID) -> Void>({ _ in })

    public init(
        database: Database, feed: LiveFeed, client: any ModelClient, catalog: ModelCatalog, admission: Admission,
        titles: TitleWriter?, logger: Logger
    ) {
        self.database = database
        self.feed = feed
        self.client = client
        self.admission = admission
        self.titles = titles
        planner = PromptPlanner(client: client)
        summaries = SummaryWriter(
            database: database, feed: feed, client: client, usage: admission.usage, rules: catalog.rules)
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

    /// What is done when a conversation has no running answer any more.
    func whenEnded(_ action: @escaping @Sendable (Conversation.ID) -> Void) {
        afterwards.withLock { $0 = action }
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

    /// What would be sent, counted as for an answer.
    func plan(_ conversation: Conversation, _ past: Past, for chosen: ChosenModel) async -> ContextPlan {
        await planner.plan(catalog.rules.told(conversation), past, for: chosen)
    }

    private func write(_ job: Job) async {
        do {
            try await relay(job)
            await end(job, failure: nil)
        } catch {
            await end(job, failure: failure(of: error))
        }
    }

    /// Upstream to the live text, until the upstream is gone. What proves too long is cut again by what the refusal has
    /// taught: once where it named its numbers, a few times where it did not.
    private func relay(_ job: Job) async throws {
        let past = try await database.past(upTo: job.question.id, windowTokens: job.chosen.contextWindow)
        let begun = job.reply.base.content
        let conversation = catalog.rules.told(job.conversation)
        var params = job.conversation.params
        var plan = await planner.plan(conversation, past, for: job.chosen, continuing: begun) {
            job.reply.takesText
        }
        for attempt in 0... {
            let request = request(job, plan, params)
            job.reply.note(least: leastCount(of: plan, past, job))
            do {
                return try await relay(request, to: job.reply)
            } catch let failure as ReplyFailure {
                guard attempt < Self.maximumCuts, let overflow = failure.overflow, job.reply.isUntouched else {
                    throw failure
                }
                if let limited = limited(params, by: overflow) {
                    params = limited
                } else {
                    guard let window = shorter(job, plan, overflow, attempt) else { throw failure }
                    plan = PromptPlanner.plan(conversation, past, in: window, continuing: begun)
                }
            }
        }
    }

    private func leastCount(of plan: ContextPlan, _ past: Past, _ job: Job) -> Int {
        guard past.model == job.chosen.key else { return 0 }
        return TokenRatio.leastCount(of: plan, after: (past.lastCut, past.promptTokens))
    }

    private func relay(_ request: CompletionRequest, to reply: LiveReply) async throws {
        guard reply.takesText else { return }
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

    private func request(_ job: Job, _ plan: ContextPlan, _ params: CompletionParams) -> CompletionRequest {
        var cut = plan.cut
        cut.params = params
        job.reply.note(cut, plan.instructions)
        return CompletionRequest(
            provider: job.chosen.provider, model: job.chosen.model, messages: plan.prompt, params: params)
    }

    /// Where the limit of the answer is what does not fit, that is lowered and the history stays whole.
    private func limited(_ params: CompletionParams, by overflow: ContextOverflow) -> CompletionParams? {
        guard overflow.isOutputTooLong, let wanted = params.outputLimit else { return nil }
        let room = overflow.window.flatMap { window in overflow.promptTokens.map { window - $0 } }
        guard let limit = overflow.outputLimit ?? room, (1..<wanted).contains(limit) else { return nil }
        return params.limitingOutput(to: limit)
    }

    /// The window to cut by after a refusal; nil where nothing smaller can be tried.
    private func shorter(
        _ job: Job, _ plan: ContextPlan, _ overflow: ContextOverflow, _ attempt: Int
    ) -> ContextWindow? {
        let share = attempt == 0 ? 0.8 : 0.5
        let window = plan.window.corrected(
            by: overflow, estimated: plan.estimatedTokens, outputLimit: job.conversation.params.outputLimit,
            share: share, atLeast: catalog.mostRead(by: job.chosen))
        guard let window else { return nil }
        if let counted = overflow.promptTokens {
            _ = catalog.learn(counted: counted, estimated: plan.rawEstimate, of: job.chosen)
        }
        if window.tokens < plan.window.tokens { catalog.learn(window: window.tokens, of: job.chosen) }
        logger.notice(
            "a prompt was too long; it is cut and asked again",
            metadata: ["model": "\(job.chosen.model)", "window": "\(window.tokens)"])
        return window
    }

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
        admission.leave(job.reply.id)
        guard let stored else { return }
        job.reply.settle(.success(stored.message))
        feed.nudge(stored.conversation ?? job.conversation)
        afterwards.withLock({ $0 })(job.conversation.id)
        await learn(from: stored.message, job)
        guard catalog.permits(job.chosen.key, to: job.asker) else { return }
        if let conversation = stored.conversation {
            summaries.consider(conversation, answer: stored.message, chosen: job.chosen, for: job.asker.id)
        }
        titles?.consider(
            job.conversation, answer: stored.message, isFirst: job.question.parentID == nil, for: job.asker.id)
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
    /// does: that is told, and what it can read is learned from it.
    private func noteCutByProvider(in message: inout Message, _ job: Job) {
        guard let cut = message.cut, let counted = message.usage?.promptTokens, counted > 0 else { return }
        let isCut =
            counted < job.reply.leastCount
            || TokenRatio.isCut(counted: counted, estimated: cut.estimatedTokens, isExact: cut.isExact)
        guard job.chosen.isLocal, isCut else { return catalog.note(read: counted, by: job.chosen) }
        message.cut?.isCutByProvider = true
        let window = TokenRatio.window(
            ofServerThatRead: max(counted, catalog.mostRead(by: job.chosen)), of: cut.estimatedTokens)
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
                let stopper = message.stoppedBy == nil ? nil : reply.stopper
                return try await database.finish(
                    message, instructions: reply.instructions, stoppedBy: stopper, now: .now)
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
