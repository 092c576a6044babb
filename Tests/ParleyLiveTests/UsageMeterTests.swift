import Foundation
import ParleyCore
import ParleyStore
import ParleyTestSupport
import Synchronization
import Testing

@testable import ParleyLive

/// Two clocks that a test sets: the calendar's, and the one that only goes forward.
private final class Clocks: Sendable {
    private let state: Mutex<(date: Date, moment: ContinuousClock.Instant)>

    init(_ day: String) throws {
        let date = try #require(UTCDay(day)).start + 12 * 3_600
        state = Mutex((date, .now))
    }

    var date: Date { state.withLock { $0.date } }
    var moment: ContinuousClock.Instant { state.withLock { $0.moment } }

    /// Time goes by.
    func pass(_ seconds: TimeInterval) {
        state.withLock { $0 = ($0.date + seconds, $0.moment + .seconds(seconds)) }
    }

    /// Somebody sets the calendar's clock.
    func set(by seconds: TimeInterval) {
        state.withLock { $0.date += seconds }
    }
}

@Suite(.timeLimit(.minutes(5)))
struct UsageMeterTests {
    private struct Desk {
        let database: Database
        let clocks: Clocks
        let meter: UsageMeter
        let ada: Person
        let bob: Person

        /// Begins an answer; tells why not.
        func begin(
            _ person: Person, tokens: Int = 0, clientID: String? = nil
        ) async -> (id: Message.ID, refusal: ParleyError?) {
            let id = Message.ID()
            do {
                try await meter.begin(
                    UsageMeter.Entry(id: id, person: person.id, clientID: clientID) { tokens })
                return (id, nil)
            } catch {
                return (id, error as? ParleyError)
            }
        }

        /// An answer that used so many tokens, all at once.
        func use(_ tokens: Int, _ person: Person) async throws {
            let (id, refusal) = await begin(person)
            #expect(refusal == nil)
            let told = Usage(promptTokens: tokens, completionTokens: 0)
            let sum = try #require(
                AnswerTokens(told: told, promptEstimate: 0, completionEstimate: 0, hasFailed: false))
            let model = ModelKey(provider: "p", model: "m")
            meter.end(id, adding: UsageEntry(person: person.id, model: model, tokens: sum, answers: 1))
            // Until then a day that begins counts it twice: as stored and as running.
            #expect(await isSoon { meter.isSettled(id) })
        }

        /// What runs and what has ended are never missing in a sum, but for a moment something may be in it twice.
        func isUsed(_ tokens: Int, today person: Person) async throws -> Bool {
            try await isSoon(within: .seconds(10)) { try await meter.used(by: person.id).used.tokensToday == tokens }
        }

        func set(_ limits: UsageLimits, _ scope: LimitScope = .everyone) async throws {
            try await database.setLimits(limits, for: scope, by: .machine)
            try await meter.readLimits()
        }
    }

    private func open(_ day: String = "2026-11-20", _ body: (Desk) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let database = try Database(folder: try DataFolder(path: folder.path))
        defer { try? database.close() }
        let (ada, bob) = (Person(name: "Ada", role: .admin), Person(name: "Bob", role: .member))
        for person in [ada, bob] { try await database.addPerson(person, passwordHash: "hash") }
        let clocks = try Clocks(day)
        let meter = UsageMeter(database: database, now: { clocks.date }, clock: { clocks.moment })
        try await body(Desk(database: database, clocks: clocks, meter: meter, ada: ada, bob: bob))
    }

    @Test func ofFiftyAtOnceExactlyThreeRun() async throws {
        try await open { desk in
            try await desk.set(UsageLimits(running: 3))
            let refusals = await withTaskGroup { group in
                for _ in 0..<50 { group.addTask { await desk.begin(desk.ada).refusal } }
                return await group.reduce(into: [ParleyError?]()) { $0.append($1) }
            }
            #expect(refusals.count { $0 == nil } == 3)
            #expect(refusals.compactMap(\.?.code).allSatisfy { $0 == .rateLimit })
            #expect(await desk.begin(desk.bob).refusal == nil, "another person has room of their own")
        }
    }

    @Test func whatEndsMakesRoom() async throws {
        try await open { desk in
            try await desk.set(UsageLimits(running: 1))
            let first = await desk.begin(desk.ada)
            #expect(await desk.begin(desk.ada).refusal != nil)
            desk.meter.end(first.id)
            let second = await desk.begin(desk.ada)
            #expect(second.refusal == nil)
            desk.meter.undo(second.id)
            #expect(await desk.begin(desk.ada).refusal == nil)
        }
    }

    @Test func theServersLimitIsForAllTogether() async throws {
        try await open { desk in
            try await desk.set(UsageLimits(running: 2), .server)
            #expect(await desk.begin(desk.ada).refusal == nil)
            #expect(await desk.begin(desk.bob).refusal == nil)
            #expect(await desk.begin(desk.bob).refusal?.message.hasPrefix("All people together") == true)
        }
    }

    @Test func aPersonsOwnLimitTakesThePlaceOfEveryones() async throws {
        try await open { desk in
            try await desk.set(UsageLimits(running: 1))
            try await desk.set(UsageLimits(running: 2), .person(desk.ada.id))
            for person in [desk.ada, desk.ada, desk.bob] { #expect(await desk.begin(person).refusal == nil) }
            for person in [desk.ada, desk.bob] { #expect(await desk.begin(person).refusal != nil) }
        }
    }

    @Test func messagesAreCountedByTheClockThatOnlyGoesForward() async throws {
        try await open { desk in
            try await desk.set(UsageLimits(messagesPerMinute: 2))
            for _ in 0..<2 {
                #expect(await desk.begin(desk.ada).refusal == nil)
                desk.clocks.pass(10)
            }
            #expect(await desk.begin(desk.ada).refusal?.retryAfter == 40)
            for jump: TimeInterval in [3_600, -7_200, 315_360_000, -315_360_000] {
                desk.clocks.set(by: jump)
                #expect(await desk.begin(desk.ada).refusal?.retryAfter == 40)
            }
            desk.clocks.pass(39)
            #expect(await desk.begin(desk.ada).refusal?.retryAfter == 1)
            desk.clocks.pass(1)
            #expect(await desk.begin(desk.ada).refusal == nil)
            #expect(await desk.begin(desk.ada).refusal != nil)
        }
    }

    @Test func whatIsTakenBackWasNotSent() async throws {
        try await open { desk in
            try await desk.set(UsageLimits(messagesPerMinute: 1))
            for _ in 0..<3 {
                let begun = await desk.begin(desk.ada)
                #expect(begun.refusal == nil)
                desk.meter.undo(begun.id)
            }
        }
    }

    @Test func tokensOfADayAreRefusedUntilMidnight() async throws {
        try await open { desk in
            try await desk.set(UsageLimits(tokensPerDay: 100))
            try await desk.use(99, desk.ada)
            try await desk.use(1, desk.ada)
            let words = "You have used 100 of 100 tokens today; there is room again at 00:00 UTC."
            #expect(await isSoon(within: .seconds(10)) { await desk.begin(desk.ada).refusal?.message == words })
            #expect(await desk.begin(desk.ada).refusal?.retryAfter == 12 * 3_600)
            #expect(await desk.begin(desk.bob).refusal == nil)
            desk.clocks.pass(12 * 3_600 - 1)
            #expect(await desk.begin(desk.ada).refusal?.retryAfter == 1)
            desk.clocks.pass(1)
            #expect(await desk.begin(desk.ada).refusal == nil)
        }
    }

    @Test func tokensOfAMonthOutlastItsDays() async throws {
        try await open("2026-11-29") { desk in
            try await desk.set(UsageLimits(tokensPerMonth: 100))
            try await desk.use(60, desk.ada)
            desk.clocks.pass(86_400)
            try await desk.use(40, desk.ada)
            #expect(await desk.begin(desk.ada).refusal?.message.hasSuffix("on 1 December, 00:00 UTC.") == true)
            desk.clocks.pass(86_400)
            #expect(await desk.begin(desk.ada).refusal == nil)
        }
    }

    @Test func aClockThatIsSetFindsTheSumsOfItsDay() async throws {
        try await open { desk in
            try await desk.set(UsageLimits(tokensPerDay: 100))
            try await desk.use(100, desk.ada)
            #expect(await desk.begin(desk.ada).refusal != nil)
            desk.clocks.set(by: 86_400)
            try await desk.use(30, desk.ada)
            #expect(try await desk.isUsed(30, today: desk.ada))
            desk.clocks.set(by: -86_400)
            #expect(await desk.begin(desk.ada).refusal != nil, "yesterday is used up")
            #expect(try await desk.isUsed(100, today: desk.ada))
            #expect(try await desk.meter.used(by: desk.ada.id).used.tokensThisMonth == 130)
            desk.clocks.set(by: 10 * 365 * 86_400)
            #expect(await desk.begin(desk.ada).refusal == nil)
        }
    }

    @Test func whatRunsCountsByAnEstimate() async throws {
        try await open { desk in
            try await desk.set(UsageLimits(tokensPerDay: 100))
            let first = await desk.begin(desk.ada, tokens: 100)
            #expect(await desk.begin(desk.ada).refusal != nil)
            desk.meter.end(first.id)
            _ = await isSoon { await desk.begin(desk.ada).refusal == nil }
            #expect(await desk.begin(desk.ada).refusal == nil, "nothing of it was counted in the end")
        }
    }

    @Test func anotherMeterKnowsWhatWasUsedBefore() async throws {
        try await open { desk in
            try await desk.use(100, desk.ada)
            try await desk.set(UsageLimits(tokensPerDay: 100))
            #expect(await desk.begin(desk.ada).refusal != nil)
            let other = UsageMeter(database: desk.database, now: { desk.clocks.date })
            try await other.readLimits()
            let entry = UsageMeter.Entry(id: Message.ID(), person: desk.ada.id, clientID: nil) { 0 }
            #expect(await code { try await other.begin(entry) } == .rateLimit)
        }
    }

    @Test func theServersTokensAreThoseOfAll() async throws {
        try await open { desk in
            try await desk.set(UsageLimits(tokensPerDay: 100), .server)
            try await desk.use(50, desk.ada)
            try await desk.use(50, desk.bob)
            let words = "All people together have used 100 of 100 tokens today; there is room again at 00:00 UTC."
            #expect(await isSoon(within: .seconds(10)) { await desk.begin(desk.ada).refusal?.message == words })
        }
    }

    @Test func everyTokenIsInTheSumHoweverManyEndAtOnce() async throws {
        try await open { desk in
            try await desk.set(UsageLimits(tokensPerDay: 1_000_000))
            try await withThrowingTaskGroup { group in
                for index in 0..<200 {
                    group.addTask { try await desk.use(1 + index % 3, index % 2 == 0 ? desk.ada : desk.bob) }
                }
                try await group.waitForAll()
            }
            #expect(
                try await isSoon {
                    let day = UTCDay(of: desk.clocks.date)
                    let stored = try await desk.database.usedTokens(on: day).values.reduce(0) { $0 + $1.today }
                    let ada = try await desk.meter.used(by: desk.ada.id).used.tokensToday
                    let bob = try await desk.meter.used(by: desk.bob.id).used.tokensToday
                    return stored == 399 && ada + bob == 399
                })
        }
    }
}
