import ParleyCore
import Synchronization

/// Slows down guessing: so many wrong logins from one address, then a pause. An account is never locked, so nobody
/// can lock another out.
final class LoginThrottle: Sendable {
    private static let limit = 10
    private static let span = Duration.seconds(180)
    private static let maximumAddresses = 10_000

    private let failures = Mutex<[String: [ContinuousClock.Instant]]>([:])

    func requireRoom(for address: String) throws(ParleyError) {
        let wait = failures.withLock { failures -> Duration? in
            let now = ContinuousClock.now
            let recent = failures[address]?.filter { now - $0 < Self.span } ?? []
            failures[address] = recent.isEmpty ? nil : recent
            guard recent.count >= Self.limit, let first = recent.first else { return nil }
            return Self.span - (now - first)
        }
        guard let wait else { return }
        throw ParleyError(
            .rateLimit, "Too many wrong logins from here; try again later.",
            retryAfter: max(1, Int(wait / .seconds(1)) + 1))
    }

    func noteFailure(from address: String) {
        failures.withLock { failures in
            if failures.count >= Self.maximumAddresses { failures.removeAll() }
            failures[address, default: []].append(.now)
        }
    }

    func noteSuccess(from address: String) {
        failures.withLock { $0[address] = nil }
    }
}
