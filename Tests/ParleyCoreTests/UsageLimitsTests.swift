import Foundation
import ParleyCore
import Testing

struct UsageLimitsTests {
    private let noon = Date(timeIntervalSince1970: 1_795_176_000)  // 2026-11-20, 12:00

    private func refusal(
        _ limits: UsageLimits, _ used: UsedNow, pause: Duration = .zero, of party: UsageLimits.Party = .person,
        at now: Date? = nil
    ) -> ParleyError? {
        limits.refusal(after: used, of: party, pause: pause, at: now ?? noon)
    }

    @Test func whereNothingIsSetThereIsRoom() {
        let much = UsedNow(running: 1_000, messagesLastMinute: 1_000, tokensToday: .max / 2, tokensThisMonth: .max / 2)
        #expect(refusal(.none, much) == nil)
    }

    @Test func theLastOneThatFitsIsLetIn() {
        let limits = UsageLimits(running: 3, messagesPerMinute: 10, tokensPerDay: 100, tokensPerMonth: 1_000)
        let almost = UsedNow(running: 2, messagesLastMinute: 9, tokensToday: 99, tokensThisMonth: 999)
        #expect(refusal(limits, almost) == nil)
        for change in [\UsedNow.running, \.messagesLastMinute, \.tokensToday, \.tokensThisMonth] {
            var full = almost
            full[keyPath: change] += 1
            #expect(refusal(limits, full)?.code == .rateLimit)
        }
    }

    @Test func aDayIsToldWithItsEnd() {
        let refusal = refusal(UsageLimits(tokensPerDay: 100_000), UsedNow(tokensToday: 100_000))
        #expect(
            refusal?.message == "You have used 100,000 of 100,000 tokens today; there is room again at 00:00 UTC.")
        #expect(refusal?.retryAfter == 12 * 3_600)
    }

    @Test func aDayEndsAtMidnightAndNotBefore() throws {
        let midnight = try #require(UTCDay("2026-11-21")).start
        let limits = UsageLimits(tokensPerDay: 1)
        let used = UsedNow(tokensToday: 1)
        #expect(refusal(limits, used, at: midnight - 0.001)?.retryAfter == 1)
        #expect(refusal(limits, used, at: midnight - 1.5)?.retryAfter == 2)
        #expect(refusal(limits, used, at: midnight)?.retryAfter == 86_400)
    }

    @Test(arguments: [
        ("2026-11-20", "1 December", 11), ("2026-12-31", "1 January", 1), ("2024-02-29", "1 March", 1),
        ("2026-01-01", "1 February", 31),
    ])
    func aMonthIsToldWithItsEnd(day: String, end: String, days: Int) throws {
        let now = try #require(UTCDay(day)).start
        let refusal = refusal(
            UsageLimits(tokensPerDay: 1, tokensPerMonth: 2_000_000),
            UsedNow(tokensToday: 5, tokensThisMonth: 2_000_007), at: now)
        #expect(
            refusal?.message
                == "You have used 2,000,007 of 2,000,000 tokens this month; there is room again on \(end), 00:00 UTC.")
        #expect(refusal?.retryAfter == days * 86_400)
    }

    @Test func aMinuteIsToldInSeconds() {
        let limits = UsageLimits(running: 1, messagesPerMinute: 10)
        let used = UsedNow(running: 1, messagesLastMinute: 10)
        let refusal = refusal(limits, used, pause: .milliseconds(11_200))
        #expect(
            refusal?.message == "You have sent 10 of 10 messages in the last minute; there is room again in 12 seconds."
        )
        #expect(refusal?.retryAfter == 12)
        #expect(self.refusal(limits, used, pause: .zero)?.message.hasSuffix("in 1 second.") == true)
    }

    @Test func whatRunsEndsAtATimeThatNobodyKnows() {
        let refusal = refusal(UsageLimits(running: 3), UsedNow(running: 3), of: .everybody)
        #expect(
            refusal?.message
                == "All people together have 3 of 3 answers running; there is room again as soon as one of them ends.")
        #expect(refusal?.retryAfter == 5)
    }

    @Test func whereNothingIsAllowedNoTimeIsPromised() {
        let refusal = refusal(UsageLimits(tokensPerDay: 0), UsedNow())
        #expect(refusal?.message == "You have used 0 of 0 tokens today; only an admin can make room.")
    }

    @Test func aPersonsOwnStandInFieldByField() {
        var book = LimitBook()
        let (ada, bob) = (Person.ID(), Person.ID())
        book.everyone = UsageLimits(running: 2, messagesPerMinute: 5, tokensPerDay: 10)
        book.people[ada] = UsageLimits(messagesPerMinute: 50, tokensPerMonth: 7)
        #expect(
            book.limits(of: ada)
                == UsageLimits(running: 2, messagesPerMinute: 50, tokensPerDay: 10, tokensPerMonth: 7))
        #expect(book.limits(of: bob) == book.everyone)
    }

    @Test func limitsHaveBounds() throws {
        #expect(throws: ParleyError.self) { try UsageLimits(running: -1).validated() }
        #expect(throws: ParleyError.self) { try UsageLimits(messagesPerMinute: 10_001).validated() }
        #expect(throws: ParleyError.self) { try UsageLimits(tokensPerDay: .max).validated() }
        #expect(throws: ParleyError.self) { try UsageLimits(tokensPerMonth: -1).validated() }
        let most = UsageLimits(running: 0, messagesPerMinute: 10_000, tokensPerDay: 0, tokensPerMonth: 1_000_000)
        #expect(try most.validated() == most)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (100_000, "100,000"), (-1_234_567, "-1,234,567")])
    func numbersAreGrouped(number: Int, text: String) {
        #expect(number.grouped == text)
    }
}
