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
    private let logger: Logger
    private let jobs: AsyncStream<Job>
    private let start: AsyncStream<Job>.Continuation

    public init(
        database: Database, feed: LiveFeed, client: any ModelClient, admission: Admission, titles: TitleWriter?,
        logger: Logger
    ) {
        self.database = database
        self.feed = feed
        self.client = client
        self.admission = admission
        self.titles = titles
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
    }

    private func write(_ job: Job) async {
        do {
            try await relay(job)
            await end(job, failure: nil)
        } catch {
            await end(job, failure: failure(of: error))
        }
    }

    /// Upstream to the live text, until the upstream is gone.
    private func relay(_ job: Job) async throws {
        let request = try await request(for: job)
        job.reply.enter(.connecting)
        let parts = client.complete(request)
        job.reply.attach(parts)
        try await parts.forEach { batch in
            if case .tooLong = job.reply.take(batch) { parts.cancel() }
        }
        if job.reply.isTooLong {
            let limit = Message.maximumReplyBytes >> 20
            throw ReplyFailure(.protocol, "The answer grew past \(limit) MiB and was ended.")
        }
    }

    private func request(for job: Job) async throws -> CompletionRequest {
        let window = ContextWindow(tokens: job.chosen.contextWindow, outputLimit: job.conversation.params.outputLimit)
        let past = try await database.past(upTo: job.question.id, windowTokens: window.tokens)
        let plan = window.plan(
            system: job.conversation.systemPrompt, history: past.history, lastCut: past.lastCut?.firstMessageID,
            continuing: job.reply.base.content, wish: Self.goOn)
        job.reply.note(plan.cut)
        return CompletionRequest(
            provider: job.chosen.provider, model: job.chosen.model, messages: plan.prompt,
            params: job.conversation.params)
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
        let message = job.reply.ended(failure: failure)
        log(message)
        let stored = await store(message, of: job.reply)
        feed.remove(job.reply)
        admission.leave()
        guard let stored else { return }
        job.reply.settle(.success(stored.message))
        feed.nudge(stored.conversation ?? job.conversation)
        titles?.consider(job.conversation, answer: stored.message, isFirst: job.question.parentID == nil)
    }

    /// A disk that is full for a while must not cost the answer: it is tried again until it is stored.
    private func store(
        _ message: Message, of reply: LiveReply
    ) async -> (message: Message, conversation: Conversation?)? {
        var delay = Duration.milliseconds(100)
        var waited = Duration.zero
        while true {
            do {
                return try await database.finish(message, now: .now)
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
