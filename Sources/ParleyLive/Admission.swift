import ParleyCore
import Synchronization

/// How many answers may be written at once on this server.
public final class Admission: Sendable {
    private let limit: Int
    private let running = Mutex(0)

    public init(limit: Int) {
        self.limit = limit
    }

    var count: Int { running.withLock { $0 } }

    func enter() throws(ParleyError) {
        let isAdmitted = running.withLock { running in
            guard running < limit else { return false }
            running += 1
            return true
        }
        guard isAdmitted else {
            throw ParleyError(
                .overloaded, "The server already writes \(limit) answers at once; try again soon.", retryAfter: 5)
        }
    }

    func leave() {
        running.withLock { $0 -= 1 }
    }
}
