/// How often a duration fell between fixed bounds, in seconds, as Prometheus counts it.
public struct Histogram: Hashable, Sendable {
    public let bounds: [Double]
    /// One for each bound, not added up, and one for what is above all of them.
    public private(set) var counts: [Int]
    public private(set) var sum = 0.0

    public var total: Int { counts.reduce(0, +) }

    /// - Parameter bounds: Rising.
    public init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    public mutating func record(_ seconds: Double) {
        counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count] += 1
        sum += seconds
    }

    /// Adds what another one with the same bounds has counted.
    public mutating func add(_ other: Histogram) {
        for index in counts.indices where index < other.counts.count { counts[index] += other.counts[index] }
        sum += other.sum
    }
}
