import ParleyWire
import Testing

@testable import ParleyUpstream

struct TransferTimersTests {
    private let second: UInt64 = 1_000_000_000
    private let limits = TransferLimits(
        connectSeconds: 10, firstByteSeconds: 600, idleSeconds: 300, totalSeconds: 3_600)

    @Test func eachStageHasItsLimit() {
        var timers = TransferTimers(limits, now: 0)
        #expect(timers.next == (.connect, 10 * second))
        timers.connected(at: 2 * second)
        #expect(timers.next == (.firstByte, 602 * second))
        timers.note(.none, at: 100 * second)
        #expect(timers.next == (.firstByte, 602 * second))
        timers.note(.some, at: 100 * second)
        #expect(timers.next == (.idle, 400 * second))
        timers.note(.some, at: 200 * second)
        #expect(timers.next == (.idle, 500 * second))
        timers.note(.finishing, at: 201 * second)
        #expect(timers.next == (.lingering, 206 * second))
        timers.note(.none, at: 203 * second)
        #expect(timers.next == (.lingering, 206 * second))
    }

    @Test func theTotalLimitHoldsAtEveryStage() {
        var timers = TransferTimers(limits, now: 0)
        timers.connected(at: 3_500 * second)
        #expect(timers.next == (.total, 3_600 * second))
    }

    @Test func aPauseStopsEverythingButTheTotal() {
        var timers = TransferTimers(limits, now: 0)
        timers.connected(at: 0)
        timers.note(.some, at: second)
        timers.pause()
        #expect(timers.next == (.total, 3_600 * second))
        timers.resume(at: 1_000 * second)
        #expect(timers.next == (.idle, 1_300 * second))
    }

    @Test(arguments: [Double.infinity, .nan, -1, 1e300])
    func nonsenseIsNoTrap(seconds: Double) {
        let limits = TransferLimits(
            connectSeconds: seconds, firstByteSeconds: seconds, idleSeconds: seconds, totalSeconds: seconds)
        _ = TransferTimers(limits, now: .max).next
    }
}
