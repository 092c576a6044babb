import Foundation
import ParleyCore

/// One attempt that brought no answer.
struct FailedAttempt: Sendable {
    var failure: ReplyFailure
    /// The answer's HTTP status; nil where there was none, or where it was 200 and the failure came after it.
    var status: Int?
    /// There was no connection, or it broke: nothing says that the request was refused.
    var isConnection = false
    /// Seconds that the provider asks to wait.
    var retryAfter: Double?
    /// Some of the answer's text arrived, so that another attempt would be another answer.
    var hasText = false
}

/// Whether another attempt is worth it, and how long to wait before it: exponential backoff with full jitter
/// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), or what the provider asks for.
struct RetryPolicy: Sendable {
    /// A provider that asks to wait longer is not waited for.
    static let longestWait = 60.0
    private static let firstBackoff = 0.5
    private static let longestBackoff = 8.0
    private static let statuses: Set<Int> = [408, 409, 425, 429, 500, 502, 503, 504, 529]

    var maximumRetries: Int

    /// Seconds to wait before the next attempt; nil where there should be none.
    /// - Parameters:
    ///   - retry: How many retries there were before.
    ///   - random: Gives a number from 0 to 1.
    func delay(after attempt: FailedAttempt, retry: Int, random: () -> Double) -> Double? {
        guard retry < maximumRetries, Self.isWorthwhile(attempt) else { return nil }
        let jitter = random() * min(Self.longestBackoff, Self.firstBackoff * pow(2, Double(min(retry, 10))))
        guard let asked = attempt.retryAfter else { return jitter }
        // Everybody was told the same time; they should not all come back in the same instant.
        return asked <= Self.longestWait ? asked + jitter / 4 : nil
    }

    private static func isWorthwhile(_ attempt: FailedAttempt) -> Bool {
        guard !attempt.hasText else { return false }
        switch attempt.failure.code {
        case .auth, .notFound, .quota, .contextLength, .contentFilter, .providerUnavailable: return false
        default: break
        }
        if let status = attempt.status { return statuses.contains(status) }
        if attempt.isConnection { return true }
        // An error inside a stream that had begun well has no status.
        return [.rateLimit, .overloaded, .server].contains(attempt.failure.code)
    }
}

/// The times that a refusal asks to wait (RFC 9110, 10.2.3), in the spellings that are met.
enum RetryAfter {
    /// Seconds from now; nil where the value says nothing of use.
    static func seconds(_ value: some StringProtocol, now: Date = .now) -> Double? {
        let text = value.trimmingCharacters(in: .whitespaces)
        if let number = Double(text) { return number.isFinite && number > 0 ? number : nil }
        guard let date = date(text) else { return nil }
        let left = date.timeIntervalSince(now)
        return left > 0 ? left : nil
    }

    /// `retry-after-ms`, as OpenAI and Azure send it.
    static func seconds(milliseconds value: some StringProtocol) -> Double? {
        seconds(value).flatMap { Double(value.trimmingCharacters(in: .whitespaces)) == nil ? nil : $0 / 1000 }
    }

    private static func date(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: text)
    }

    /// 75 → "75 seconds", 7200 → "2 hours".
    static func words(_ seconds: Double) -> String {
        let seconds = Int(min(seconds.rounded(.up), 1e9))
        switch seconds {
        case ..<100: return seconds == 1 ? "1 second" : "\(seconds) seconds"
        case ..<5_400: return "\((seconds + 59) / 60) minutes"
        default: return "\((seconds + 1_800) / 3_600) hours"
        }
    }
}
