public import Logging
public import ParleyStore
public import ServiceLifecycle

/// What must happen now and then: signs of life on every stream, and room made in the write-ahead log.
public final class Heart: Service {
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
            var seconds = 0
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                self.feed.tick()
                seconds += 1
                if seconds % 30 == 0 { await self.checkpoint() }
            }
        }
    }

    private func checkpoint() async {
        do {
            try await database.checkpoint()
        } catch {
            logger.error("the write-ahead log was not folded back", metadata: ["error": "\(error)"])
        }
    }
}
