import ParleyCore
import Testing

struct HistogramTests {
    @Test func aValueOnABoundBelongsBelowIt() {
        var histogram = Histogram(bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 1, 1.5, 100] { histogram.record(value) }
        #expect(histogram.counts == [2, 2, 2] && histogram.total == 6)
        #expect(abs(histogram.sum - 103.15) < 1e-9)
    }

    @Test func twoAreAddedUp() {
        var one = Histogram(bounds: [1])
        var other = one
        one.record(0.5)
        other.record(2)
        one.add(other)
        #expect(one.counts == [1, 1] && one.sum == 2.5)
    }
}
