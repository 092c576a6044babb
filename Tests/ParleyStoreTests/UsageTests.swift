import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

@Suite(.serialized) struct UsageTests {
    private func rows(_ shelf: Shelf) async throws -> [String] {
        try await shelf.database.peek(
            """
            SELECT day || ' ' || person.name || ' ' || provider || '/' || model || ' ' || answers || ' ' || promptTokens
                || '+' || completionTokens || ' ~' || estimatedTokens
            FROM usage JOIN person ON person.id = personId ORDER BY day, person.name, model
            """)
    }

    private func day(_ text: String) throws -> Date { try #require(UTCDay(text)).start }

    /// An answer's end as its provider has told it.
    private func end(
        _ shelf: Shelf, _ message: Message, _ status: Message.Status = .complete, _ content: String = "An answer.",
        usage: Usage? = nil, cut: Int? = nil, now: Date
    ) async throws {
        var message = message
        (message.content, message.status, message.usage) = (content, status, usage)
        if status == .error { message.failure = ReplyFailure(.server, "It broke.") }
        if let cut {
            message.cut = StoredCut(
                firstMessageID: nil, trimmedCount: 0, shortenedIDs: [], window: 8_192, estimatedTokens: cut)
        }
        _ = try await shelf.database.finish(message, now: now)
    }

    private func begun(_ shelf: Shelf, by person: Person? = nil) async throws -> Posted {
        let conversation = try await shelf.conversation(of: person)
        return try await shelf.database.post(shelf.posting("Why?", in: conversation, by: person))
    }

    @Test func anAnswerIsAddedToWhoAskedForIt() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        let now = try day("2026-11-20")
        for person in [shelf.ada, bob, bob] {
            let posted = try await begun(shelf, by: person)
            try await end(
                shelf, posted.assistant, usage: Usage(promptTokens: 10, completionTokens: 5), cut: 99, now: now)
        }
        #expect(try await rows(shelf) == ["2026-11-20 Ada p/m 1 10+5 ~0", "2026-11-20 Bob p/m 2 20+10 ~0"])
    }

    @Test func aDayEndsAtMidnightUTC() async throws {
        let shelf = try await Shelf()
        let midnight = try day("2026-12-01")
        for now in [midnight - 0.001, midnight] {
            let posted = try await begun(shelf)
            try await end(shelf, posted.assistant, usage: Usage(promptTokens: 1, completionTokens: 1), now: now)
        }
        #expect(try await rows(shelf) == ["2026-11-30 Ada p/m 1 1+1 ~0", "2026-12-01 Ada p/m 1 1+1 ~0"])
    }

    @Test func whatNobodyCountedIsEstimated() async throws {
        let shelf = try await Shelf()
        let posted = try await begun(shelf)
        let text = String(repeating: "word ", count: 80)
        try await end(shelf, posted.assistant, .stopped, text, cut: 30, now: try day("2026-11-20"))
        #expect(try await rows(shelf) == ["2026-11-20 Ada p/m 1 30+100 ~130"])
    }

    @Test(arguments: [Message.Status.complete, .stopped, .interrupted, .error])
    func everyEndCounts(status: Message.Status) async throws {
        let shelf = try await Shelf()
        let posted = try await begun(shelf)
        try await end(
            shelf, posted.assistant, status, usage: Usage(promptTokens: 3, completionTokens: 2),
            now: try day("2026-11-20"))
        #expect(try await rows(shelf) == ["2026-11-20 Ada p/m 1 3+2 ~0"])
    }

    @Test func whatFailedBeforeItsFirstTokenCountsNothing() async throws {
        let shelf = try await Shelf()
        let posted = try await begun(shelf)
        try await end(shelf, posted.assistant, .error, "", cut: 50, now: .now)
        #expect(try await rows(shelf) == [])
    }

    @Test func anEndIsAddedOnce() async throws {
        let shelf = try await Shelf()
        let posted = try await begun(shelf)
        let usage = Usage(promptTokens: 3, completionTokens: 2)
        for _ in 0..<3 { try await end(shelf, posted.assistant, usage: usage, now: try day("2026-11-20")) }
        #expect(try await rows(shelf) == ["2026-11-20 Ada p/m 1 3+2 ~0"])
    }

    /// The message and its usage are one: neither is kept without the other.
    @Test func whereUsageCannotBeKeptTheAnswerIsNot() async throws {
        let shelf = try await Shelf()
        let posted = try await begun(shelf)
        try await shelf.database.poke(
            "CREATE TRIGGER full BEFORE INSERT ON usage BEGIN SELECT RAISE(ABORT, 'no'); END")
        let usage = Usage(promptTokens: 3, completionTokens: 2)
        #expect(
            await code { try await end(shelf, posted.assistant, usage: usage, now: .now) } != nil)
        #expect(try await shelf.page(posted.conversation).messages.last?.status == .streaming)
        try await shelf.database.poke("DROP TRIGGER full")
        try await end(shelf, posted.assistant, usage: usage, now: try day("2026-11-20"))
        #expect(try await rows(shelf) == ["2026-11-20 Ada p/m 1 3+2 ~0"])
    }

    @Test func aContinuationCountsOnlyWhatIsNew() async throws {
        let shelf = try await Shelf()
        let now = try day("2026-11-20")
        let text = String(repeating: "word ", count: 80)
        let posted = try await begun(shelf)
        try await end(shelf, posted.assistant, .stopped, text, now: now)
        let more = try await shelf.database.reply(shelf.replying(to: posted.user, continues: posted.assistant.id))
        try await end(shelf, more.assistant, .complete, text + text, now: now)
        #expect(try await rows(shelf) == ["2026-11-20 Ada p/m 2 0+200 ~200"])
    }

    @Test func whatAKilledServerHadWrittenCounts() async throws {
        let shelf = try await Shelf()
        let posted = try await begun(shelf)
        let text = String(repeating: "word ", count: 80)
        try await shelf.database.append([
            DraftPiece(messageID: posted.assistant.id, kind: .content, offset: 0, text: text)
        ])
        _ = try await shelf.database.interruptRunning(now: try day("2026-11-20"))
        #expect(try await rows(shelf) == ["2026-11-20 Ada p/m 1 0+100 ~100"])
    }

    // MARK: Reading

    private func entry(_ person: Person, _ model: String, _ prompt: Int, _ completion: Int) throws -> UsageEntry {
        let told = Usage(promptTokens: prompt, completionTokens: completion)
        let tokens = try #require(
            AnswerTokens(told: told, promptEstimate: 0, completionEstimate: 0, hasFailed: false))
        return UsageEntry(person: person.id, model: ModelKey(provider: "p", model: model), tokens: tokens, answers: 1)
    }

    @Test func sumsAreReadByDayAndMonth() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        for (day, person) in [
            ("2026-10-31", shelf.ada), ("2026-11-01", shelf.ada), ("2026-11-20", shelf.ada), ("2026-11-20", bob),
            ("2026-11-30", bob), ("2026-12-01", shelf.ada),
        ] {
            try await shelf.database.add(try entry(person, "m", 10, 1), now: try self.day(day))
            try await shelf.database.add(try entry(person, "n", 100, 2), now: try self.day(day))
        }
        let day = try #require(UTCDay("2026-11-20"))
        let sums = try await shelf.database.usedTokens(on: day)
        #expect(sums[shelf.ada.id]?.today == 113 && sums[shelf.ada.id]?.month == 226)
        #expect(sums[bob.id]?.today == 113 && sums[bob.id]?.month == 226)
        let ofAda = try await shelf.database.usedTokens(on: day, by: shelf.ada.id)
        #expect(ofAda.count == 1 && ofAda[shelf.ada.id]?.month == 226)
        #expect(try await shelf.database.usedTokens(on: try #require(UTCDay("2027-01-01"))).isEmpty)
    }

    @Test func aReportAddsUpByWhoWhatAndWhen() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        try await shelf.database.add(try entry(shelf.ada, "m", 10, 1), now: try day("2026-11-01"))
        try await shelf.database.add(try entry(bob, "m", 20, 2), now: try day("2026-11-30"))
        try await shelf.database.add(try entry(bob, "n", 40, 4), now: try day("2026-11-30"))
        try await shelf.database.add(try entry(bob, "n", 1_000, 0), now: try day("2026-12-01"))
        let (first, last) = (try #require(UTCDay("2026-11-01")), try #require(UTCDay("2026-11-30")))
        let report = try await shelf.database.usage(from: first, to: last)
        #expect(report.people.map(\.person.name) == ["Bob", "Ada"])
        #expect(report.people.map(\.sum.promptTokens) == [60, 10])
        #expect(report.models.map(\.model.model) == ["n", "m"] && report.models.map(\.sum.completionTokens) == [4, 3])
        #expect(report.days.map(\.day) == ["2026-11-01", "2026-11-30"] && report.days.map(\.sum.answers) == [1, 2])
        #expect(report.total.answers == 3 && report.total.promptTokens == 70 && report.total.completionTokens == 7)
        let own = try await shelf.database.usage(of: bob.id, from: last)
        #expect(own.map(\.day) == ["2026-11-30", "2026-12-01"])
    }

    @Test func noSumNeedsTheWholeTable() async throws {
        let shelf = try await Shelf()
        let (ada, day) = (shelf.ada.id, try #require(UTCDay("2026-11-20")))
        let plans = try await shelf.database.plans {
            _ = try await shelf.database.usedTokens(on: day)
            _ = try await shelf.database.usedTokens(on: day, by: ada)
            _ = try await shelf.database.usage(of: ada, from: day)
            _ = try await shelf.database.usage(from: day, to: day)
        }
        #expect(plans.count >= 6)
        for plan in plans { #expect(!plan.steps.contains { $0.contains("SCAN usage") }, "\(plan)") }
        #expect(plans[1].steps.contains { $0.contains("usageOfPerson") }, "\(plans[1])")
    }
}
