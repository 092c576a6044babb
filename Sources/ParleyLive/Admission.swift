import ParleyCore
import Synchronization

/// Who may begin an answer: how many may be written at once on this server, and what limits admins have set.
public final class Admission: Sendable {
    private let limit: Int
    private let running = Mutex(0)
    let usage: UsageMeter

    public init(limit: Int, usage: UsageMeter) {
        self.limit = limit
        self.usage = usage
    }

    var count: Int { running.withLock { $0 } }

    func enter(_ entry: UsageMeter.Entry) async throws {
        try await usage.begin(entry)
        let isAdmitted = running.withLock { running in
            guard running < limit else { return false }
            running += 1
            return true
        }
        guard !isAdmitted else { return }
        usage.undo(entry.id)
        throw ParleyError(
            .overloaded, "The server already writes \(limit) answers at once; try again soon.", retryAfter: 5)
    }

    /// An answer has ended.
    /// - Parameter entry: What it used, where that does not stand in its stored message.
    func leave(_ id: Message.ID, adding entry: UsageEntry? = nil) {
        running.withLock { $0 -= 1 }
        usage.end(id, adding: entry)
    }

    /// An answer was let in, but has not begun.
    func undo(_ id: Message.ID) {
        running.withLock { $0 -= 1 }
        usage.undo(id)
    }
}
