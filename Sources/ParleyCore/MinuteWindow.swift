/// How many messages were sent in the last minute, by a clock that only goes forward.
public struct MinuteWindow: Sendable {
    public static let capacity = 10_000
    private static let span = Duration.seconds(60)

    /// Oldest first; of more than fit, the newest.
    private var moments: [ContinuousClock.Instant] = []

    public init() {}

    public var isEmpty: Bool { moments.isEmpty }

    public mutating func add(_ moment: ContinuousClock.Instant) {
        if let first = moments.first, moment - first >= Self.span { _ = count(at: moment) }
        if moments.count >= Self.capacity { moments.removeFirst(moments.count - Self.capacity + 1) }
        moments.append(moment)
    }

    /// Takes back a message that was not sent after all.
    public mutating func remove(_ moment: ContinuousClock.Instant) {
        if let index = moments.lastIndex(of: moment) { moments.remove(at: index) }
    }

    /// Whether nothing is left of it.
    public func isOver(at now: ContinuousClock.Instant) -> Bool {
        moments.last.map { now - $0 >= Self.span } ?? true
    }

    /// How many there are now; older ones are forgotten.
    public mutating func count(at now: ContinuousClock.Instant) -> Int {
        moments.removeFirst(moments.prefix { now - $0 >= Self.span }.count)
        return moments.count
    }

    /// How long until fewer than a limit are left.
    public func pause(until limit: Int, at now: ContinuousClock.Instant) -> Duration {
        guard limit > 0 else { return Self.span }
        guard moments.count >= limit else { return .zero }
        return max(.zero, Self.span - (now - moments[moments.count - limit]))
    }
}
