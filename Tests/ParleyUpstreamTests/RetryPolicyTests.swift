import Foundation
import ParleyCore
import Testing

@testable import ParleyUpstream

struct RetryPolicyTests {
    private let policy = RetryPolicy(maximumRetries: 2)

    private func attempt(
        _ code: ReplyFailure.Code, _ status: Int? = nil, isConnection: Bool = false, retryAfter: Double? = nil
    ) -> FailedAttempt {
        FailedAttempt(
            failure: ReplyFailure(code, "no"), status: status, isConnection: isConnection, retryAfter: retryAfter)
    }

    private func delay(_ attempt: FailedAttempt, retry: Int = 0, random: Double = 1) -> Double? {
        policy.delay(after: attempt, retry: retry, random: { random })
    }

    @Test(arguments: [408, 409, 425, 429, 500, 502, 503, 504])
    func whatPassesIsTriedAgain(status: Int) {
        #expect(delay(attempt(status == 429 ? .rateLimit : .badRequest, status)) != nil)
    }

    @Test(arguments: [400, 401, 402, 403, 404, 413, 422, 451, 501])
    func whatWillNotPassIsNot(status: Int) {
        #expect(delay(attempt(.badRequest, status)) == nil)
    }

    @Test(arguments: [
        ReplyFailure.Code.quota, .auth, .notFound, .contextLength, .contentFilter, .providerUnavailable,
    ])
    func whatIsSaidForGoodIsNotAskedAgain(code: ReplyFailure.Code) {
        for status in [nil, 429, 500, 503] { #expect(delay(attempt(code, status)) == nil) }
    }

    @Test func aBrokenConnectionIsTriedAgainAndOneThatCannotBeTrustedIsNot() {
        #expect(delay(attempt(.unreachable, isConnection: true)) != nil)
        #expect(delay(attempt(.unreachable)) == nil)
        #expect(delay(attempt(.truncated, isConnection: true)) != nil)
        #expect(delay(attempt(.truncated)) == nil)
        #expect(delay(attempt(.stalled)) == nil && delay(attempt(.timeout)) == nil)
    }

    @Test func anErrorInsideAStreamHasNoStatus() {
        #expect(delay(attempt(.overloaded)) != nil && delay(attempt(.server)) != nil)
        #expect(delay(attempt(.badRequest)) == nil && delay(attempt(.protocol)) == nil)
    }

    @Test func nothingIsTriedAgainOnceThereWasText() {
        var attempt = attempt(.overloaded, 503)
        attempt.hasText = true
        #expect(delay(attempt) == nil)
    }

    @Test func itGivesUp() {
        let attempt = attempt(.overloaded, 503)
        #expect(delay(attempt, retry: 1) != nil)
        #expect(delay(attempt, retry: 2) == nil)
        #expect(RetryPolicy(maximumRetries: 0).delay(after: attempt, retry: 0, random: { 1 }) == nil)
    }

    @Test func theWaitGrowsAndIsSpreadOverItsWholeLength() {
        let policy = RetryPolicy(maximumRetries: 10)
        let attempt = attempt(.overloaded, 503)
        let longest = (0..<8).map { policy.delay(after: attempt, retry: $0, random: { 1 }) }
        #expect(longest == [0.5, 1, 2, 4, 8, 8, 8, 8])
        #expect(policy.delay(after: attempt, retry: 5, random: { 0 }) == 0)
        #expect(policy.delay(after: attempt, retry: 5, random: { 0.5 }) == 4)
    }

    @Test func whatTheProviderAsksForIsWaitedForUpToAMinute() {
        #expect(delay(attempt(.rateLimit, 429, retryAfter: 7), random: 0) == 7)
        #expect(delay(attempt(.rateLimit, 429, retryAfter: 60), random: 0) == 60)
        #expect(delay(attempt(.rateLimit, 429, retryAfter: 60.5), random: 0) == nil)
    }

    @Test(arguments: [
        ("7", 7.0), (" 0.25 ", 0.25), ("Fri, 20 Nov 2026 12:00:30 GMT", 30), ("0", nil), ("-3", nil), ("soon", nil),
        ("", nil), ("nan", nil), ("inf", nil), ("1e400", nil), ("Fri, 20 Nov 2026 11:59:00 GMT", nil),
        ("Fri, 99 Nov 2026 12:00:30 GMT", nil),
    ])
    func itReadsTheTimesThatProvidersWrite(text: String, seconds: Double?) {
        let now = Date(timeIntervalSince1970: 1_795_176_000)
        #expect(RetryAfter.seconds(text, now: now) == seconds)
    }

    @Test func millisecondsAreANumber() {
        #expect(RetryAfter.seconds(milliseconds: "1500") == 1.5)
        #expect(RetryAfter.seconds(milliseconds: "Fri, 20 Nov 2026 12:00:30 GMT") == nil)
        #expect(RetryAfter.seconds(milliseconds: "soon") == nil)
    }

    @Test func timesAreToldInWords() {
        #expect(
            [1, 75, 120, 3_600, 86_400].map { RetryAfter.words($0) } == [
                "1 second", "75 seconds", "2 minutes", "60 minutes", "24 hours",
            ])
        #expect(RetryAfter.words(1e300).hasSuffix("hours"))
    }
}
