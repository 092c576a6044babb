public import Logging
public import ParleyStore
public import ServiceLifecycle

/// Appends the new text of all running answers to the store, in one transaction, several times a second: a kill loses
/// at most that much of an answer.
public final class DraftSaver: Service {
    private static let every = Duration.milliseconds(150)
    private static let shortest = Duration.milliseconds(20)

    private let database: Database
    private let feed: LiveFeed
    private let logger: Logger

    public init(database: Database, feed: LiveFeed, logger: Logger) {
        self.database = database
        self.feed = feed
        self.logger = logger
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var pause = Self.every
            while !Task.isCancelled {
                try? await Task.sleep(for: pause)
                let begin = ContinuousClock.now
                await self.save()
                // A slow disk takes from the pause, so that what a kill can lose does not grow with it twice.
                pause = max(Self.shortest, Self.every - (ContinuousClock.now - begin))
            }
        }
    }

    private func save() async {
        let drafts = feed.replies.flatMap { reply in reply.unsaved().map { (reply, $0) } }
        guard !drafts.isEmpty else { return }
        do {
            try await database.append(
                drafts.map { reply, draft in
                    DraftPiece(
                        messageID: reply.id, kind: draft.isReasoning ? .reasoning : .content, offset: draft.offset,
                        text: draft.text)
                })
            for (reply, draft) in drafts { reply.didSave(draft) }
        } catch {
            // The text stays with its answer and is tried again at the next tick.
            logger.error("drafts are not stored", metadata: ["error": "\(error)"])
        }
    }
}
