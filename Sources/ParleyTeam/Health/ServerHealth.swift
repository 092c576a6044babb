public import Foundation
public import ParleyCore
public import ParleyLive
public import ParleyStore

/// What the program says of itself.
public struct ProgramFacts: Sendable {
    public var version: String
    public var curl: String
    public var startedAt: Date
    /// Bytes of memory in RAM, now.
    public var memory: @Sendable () -> Int

    public init(version: String, curl: String, startedAt: Date, memory: @escaping @Sendable () -> Int) {
        self.version = version
        self.curl = curl
        self.startedAt = startedAt
        self.memory = memory
    }

    /// The compiler's own number is not told to programs, but they may ask whether it is at least some.
    public static let swift: String = {
        #if compiler(>=6.5)
            "6.5 or newer"
        #elseif compiler(>=6.4)
            "6.4"
        #elseif compiler(>=6.3)
            "6.3"
        #elseif compiler(>=6.2)
            "6.2"
        #else
            "6.1"
        #endif
    }()
}

/// How everything is, for an admin.
public struct HealthReport: Sendable {
    public var program: ProgramFacts
    public var memoryBytes: Int
    public var database: DatabaseFacts
    public var generations: [RunningAnswer]
    public var listeners: Int
    public var providers: [(name: String, status: ProviderStatus?)]
    public var auditEntries: Int
    /// Nil while a long audit is still being read.
    public var isAuditIntact: Bool?
}

/// Gathers how everything is. No part of it is waited for longer than 2 seconds.
public final class ServerHealth: Sendable {
    private let database: Database
    private let feed: LiveFeed
    private let providers: Providers
    private let program: ProgramFacts
    private let audit: AuditWatch

    public init(database: Database, feed: LiveFeed, providers: Providers, program: ProgramFacts) {
        self.database = database
        self.feed = feed
        self.providers = providers
        self.program = program
        audit = AuditWatch(database: database)
    }

    public func report() async throws -> HealthReport {
        async let reachability = providers.reachability()
        async let isIntact = audit.isIntact()
        let (facts, entries) = (try await database.facts(), try await database.auditCount())
        return HealthReport(
            program: program, memoryBytes: program.memory(), database: facts, generations: feed.runningAnswers,
            listeners: feed.listenerCount, providers: try await reachability, auditEntries: entries,
            isAuditIntact: await isIntact)
    }
}
