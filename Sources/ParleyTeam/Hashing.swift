import Dispatch
import ParleyCore
import Synchronization

/// Slow hashes, on a thread of their own and few at a time, so that logins cannot take the server's cores.
final class Hashing: Sendable {
    private static let maximumWaiting = 32

    private let queue: DispatchQueue
    private let waiting = Mutex(0)

    init() {
        queue = DispatchQueue(label: "parley.hashing", qos: .utility)
    }

    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isAdmitted = waiting.withLock { waiting in
            guard waiting < Self.maximumWaiting else { return false }
            waiting += 1
            return true
        }
        guard isAdmitted else {
            throw ParleyError(.rateLimit, "Too many people are signing in right now; try again soon.", retryAfter: 5)
        }
        defer { waiting.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { done in
            queue.async { done.resume(with: Result(catching: work)) }
        }
    }
}
