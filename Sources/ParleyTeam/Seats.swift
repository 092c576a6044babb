public import ParleyCore
import Synchronization

/// So many at once and no more; who has a seat gives it back by letting go of it.
public final class Seats: Sendable {
    public final class Seat: Sendable {
        private let seats: Seats

        fileprivate init(_ seats: Seats) {
            self.seats = seats
        }

        deinit {
            seats.taken.withLock { $0 -= 1 }
        }
    }

    private let count: Int
    private let taken = Mutex(0)

    public init(_ count: Int) {
        self.count = count
    }

    public func take() throws(ParleyError) -> Seat {
        let isFree = taken.withLock { taken in
            guard taken < count else { return false }
            taken += 1
            return true
        }
        guard isFree else {
            throw ParleyError(.rateLimit, "Only \(count) of these run at once; try again soon.", retryAfter: 3)
        }
        return Seat(self)
    }
}
