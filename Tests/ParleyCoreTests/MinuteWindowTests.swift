import ParleyCore
import Testing

struct MinuteWindowTests {
    private let start = ContinuousClock.now

    private func window(_ seconds: [Double]) -> MinuteWindow {
        var window = MinuteWindow()
        for second in seconds { window.add(start + .seconds(second)) }
        return window
    }

    @Test func aMessageCountsForSixtySeconds() {
        var window = window([0, 10])
        #expect(window.count(at: start + .milliseconds(59_999)) == 2)
        #expect(window.count(at: start + .seconds(60)) == 1)
        #expect(window.count(at: start + .seconds(70)) == 0)
        #expect(window.isEmpty)
    }

    @Test func theWindowSlides() {
        var window = window([0, 1, 2, 30, 59])
        #expect(window.count(at: start + .seconds(61)) == 3)
        window.add(start + .seconds(61))
        #expect(window.count(at: start + .seconds(62)) == 3)
    }

    @Test func thePauseLastsUntilThereIsRoomForOne() {
        let window = window([0, 10, 20])
        let now = start + .seconds(30)
        #expect(window.pause(until: 4, at: now) == .zero)
        #expect(window.pause(until: 3, at: now) == .seconds(30))
        #expect(window.pause(until: 2, at: now) == .seconds(40))
        #expect(window.pause(until: 1, at: now) == .seconds(50))
        #expect(window.pause(until: 3, at: start + .seconds(90)) == .zero)
        #expect(window.pause(until: 0, at: now) == .seconds(60))
    }

    @Test func whatWasNotSentIsTakenBack() {
        var window = window([0, 5])
        window.remove(start + .seconds(5))
        window.remove(start + .seconds(6))
        #expect(window.count(at: start + .seconds(7)) == 1)
    }

    @Test func itHoldsNoMoreThanALimitMayBe() {
        var window = MinuteWindow()
        for index in 0..<(MinuteWindow.capacity + 100) { window.add(start + .milliseconds(index)) }
        #expect(window.count(at: start + .seconds(20)) == MinuteWindow.capacity)
    }
}
