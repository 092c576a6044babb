public import Logging
public import ParleyStore
public import ServiceLifecycle

/// Appends the new text of all running answers to the store, in one transaction, several times a second: a kill loses
/// at most that much of an answer.
public final class DraftSaver: Service {
    private static let every = Duration.milliseconds(200)
    private static let shortest = Duration.milliseconds(20)
    /// The log may hold so much more than the texts themselves before it is made new.
    private static let slackBytes = 4 << 20

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
            var logged = 0
            while !Task.isCancelled {
                try? await Task.sleep(for: pause)
                let begin = ContinuousClock.now
                await self.save(logged: &logged)
                // A slow disk takes from the pause, so that what a kill can lose does not grow with it twice.
                pause = max(Self.shortest, Self.every - (ContinuousClock.now - begin))
            }
        }
    }

    /// - Parameter logged: Bytes of text in the log.
    private func save(logged: inout Int) async {
        let replies = feed.replies
        let live = replies.reduce(0) { $0 + $1.draftBytes }
        let makesNew = logged > 0 && (replies.isEmpty || logged > 2 * live + Self.slackBytes)
        let drafts = replies.flatMap { $0.drafts(fromStart: makesNew) }
        guard makesNew || !drafts.isEmpty else { return }
        do {
            if makesNew {
                try await database.replaceDrafts(with: drafts)
                logged = 0
            } else {
                try await database.append(drafts)
            }
            logged += drafts.reduce(0) { $0 + $1.text.utf8.count }
            let byID = Dictionary(replies.map { ($0.id, $0) }) { first, _ in first }
            for draft in drafts { byID[draft.messageID]?.didSave(draft) }
        } catch {
            // The text stays with its answer and is tried again at the next tick.
            logger.error("drafts are not stored", metadata: ["error": "\(error)"])
        }
    }
}
