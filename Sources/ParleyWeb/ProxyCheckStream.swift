import Foundation
import ParleyLive
import ParleyTeam
import ParleyWire
import Synchronization

/// Ten events, each written when it is due.
struct ProxyCheckStream: ByteStream {
    /// That the reader is gone.
    final class Departure: Sendable {
        private let isGone = Atomic(false)

        func happen() { isGone.store(true, ordering: .relaxed) }
        var hasHappened: Bool { isGone.load(ordering: .relaxed) }
    }

    private static let count = 10
    private static let pause = Duration.milliseconds(200)

    let departure = Departure()
    /// Given back when the stream goes away.
    private let seat: Seats.Seat
    private var number = 0

    init(seat: Seats.Seat) {
        self.seat = seat
    }

    mutating func next() async -> [UInt8]? {
        guard number < Self.count, !departure.hasHappened else { return nil }
        if number > 0 { try? await Task.sleep(for: Self.pause) }
        number += 1
        var output: [UInt8] = []
        let data = JSONWriter.object { json in
            json.field("n", number)
            json.field("at", Date())
        }
        EventFrame.append(data: data, to: &output)
        return output
    }
}
