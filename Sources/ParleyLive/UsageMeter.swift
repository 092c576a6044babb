public import Foundation
public import ParleyCore
public import ParleyStore
public import ServiceLifecycle
import Synchronization

/// Knows what is used at this moment, and lets nobody begin who is past a limit.
///
/// Tokens that were used stand in the database; here are their sums by person, read once a day and kept up as answers
/// end. A sum of one day only grows, so of two that were read the larger is the newer, in whatever order they come.
public final class UsageMeter: Service {
    private let database: Database
    private let now: @Sendable () -> Date
    private let clock: @Sendable () -> ContinuousClock.Instant
    private let book = Latest(LimitBook())
    private let state = Mutex(UsageState())

    /// - Parameters:
    ///   - now: The calendar's clock, which may be set; days and months go by it.
    ///   - clock: The one that only goes forward; the last minute goes by it.
    public init(
        database: Database, now: @escaping @Sendable () -> Date = { Date() },
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.database = database
        self.now = now
        self.clock = clock
    }

    public var limits: LimitBook { book.value }

    /// The day it is now.
    public var today: UTCDay { UTCDay(of: now()) }

    /// Takes the limits that are stored; to be called after each change.
    public func readLimits() async throws {
        let database = database
        try await book.read { try await database.limits() }
    }

    /// What a person uses now, and what they may.
    public func used(by person: Person.ID) async throws -> (used: UsedNow, limits: UsageLimits) {
        let day = today
        try await readSums(of: day)
        let now = clock()
        return (state.withLock { $0.used(by: person, at: now) }, book.value.limits(of: person))
    }
}

// MARK: From the beginning of an answer to its end

extension UsageMeter {
    /// An answer about to begin.
    struct Entry: Sendable {
        var id: Message.ID
        var person: Person.ID
        /// What the person's page calls the send; its repeats are let in while this one is being kept.
        var clientID: String?
        /// The tokens it has used by now, by an estimate.
        var estimate: @Sendable () -> Int
    }

    /// Counts an answer as running, or refuses it. Two that come at once cannot both have the last place.
    func begin(_ entry: Entry) async throws {
        for _ in 0..<5 {
            let book = book.value
            let own = book.limits(of: entry.person)
            let date = now()
            let needsTokens = own.countsTokens || book.server.countsTokens
            if needsTokens { try await readSums(of: UTCDay(of: date)) }
            let moment = clock()
            let isBegun = try state.withLock { state throws(ParleyError) -> Bool in
                if needsTokens, !state.knows(UTCDay(of: date)) { return false }
                try state.requireRoom(for: entry.person, own: own, server: book.server, at: date, moment)
                state.begin(entry, at: moment)
                return true
            }
            if isBegun { return }
        }
        throw ParleyError(.overloaded, "The server's clock is being set; try again soon.", retryAfter: 5)
    }

    /// The answer's rows are stored: from now on a repeat finds them.
    func place(_ id: Message.ID) {
        state.withLock { $0.tickets[id]?.isPlaced = true }
    }

    /// The same send is about to be stored by somebody else.
    func isBeginning(_ clientID: String, of person: Person.ID) -> Bool {
        state.withLock { state in
            state.tickets.values.contains { $0.clientID == clientID && $0.person == person && !$0.isPlaced }
        }
    }

    /// It has not begun after all.
    func undo(_ id: Message.ID) {
        state.withLock { $0.undo(id) }
    }

    /// The answer has ended and what it used is stored, or is to be.
    func end(_ id: Message.ID, adding entry: UsageEntry? = nil) {
        guard let person = state.withLock({ $0.settle(id, at: entry?.tokens.sum) }) else { return }
        let date = now()
        Task {
            if let entry { await persistently { try await self.database.add(entry, now: date) } }
            await readSums(of: person, settling: id)
        }
    }

    /// What the answer used stands in the sums, and no longer beside them.
    func isSettled(_ id: Message.ID) -> Bool { state.withLock { $0.tickets[id] == nil } }

    /// Adds what was used beside stored answers.
    func add(_ entry: UsageEntry) async {
        let date = now()
        await persistently { try await self.database.add(entry, now: date) }
        await readSums(of: entry.person)
    }

    /// A disk that is full for some minutes makes nothing free: until it is stored, the estimate counts.
    @discardableResult
    private func persistently<Value>(_ action: () async throws -> Value) async -> Value? {
        for pause in [0.1, 0.5, 1, 5, 10, 30, 60, 60] {
            if let value = try? await action() { return value }
            try? await Task.sleep(for: .seconds(pause))
        }
        return nil
    }

    /// Waits a while for what the last answers used to be stored.
    public func run() async throws {
        try await gracefulShutdown()
        let deadline = ContinuousClock.now + .seconds(3)
        while state.withLock({ !$0.tickets.isEmpty }), .now < deadline { try? await Task.sleep(for: .milliseconds(20)) }
    }
}

// MARK: Sums

extension UsageMeter {
    private func readSums(of day: UTCDay) async throws {
        let isKnown = state.withLock { state in
            state.turn(to: day)
            return state.isRead
        }
        guard !isKnown else { return }
        let sums = try await database.usedTokens(on: day)
        state.withLock { state in
            state.merge(sums, of: day)
            if state.day == day { state.isRead = true }
        }
    }

    /// What a person has used has grown. Where nobody has asked for sums yet, there are none to keep up.
    /// - Parameter id: An answer whose tokens stand in the sums now, in the place of their estimate.
    private func readSums(of person: Person.ID, settling id: Message.ID? = nil) async {
        let day = today
        let isAsked = state.withLock { $0.day == day }
        let sums = isAsked ? await persistently { try await self.database.usedTokens(on: day, by: person) } : nil
        state.withLock { state in
            if let sums { state.merge(sums, of: day) }
            if let id { state.tickets[id] = nil }
        }
    }
}
