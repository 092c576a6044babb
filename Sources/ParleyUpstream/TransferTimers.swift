import ParleyWire

/// How long a transfer may take, in seconds. curl's own low-speed limit averages over seconds and does not count
/// while paused, so these are counted here, on the monotonic clock.
struct TransferLimits: Sendable {
    enum Kind: Sendable {
        case connect, firstByte, idle, total
        /// The answer said that it ended, yet the server keeps the line open.
        case lingering
    }

    /// Long enough for the usage that follows a finish reason; nobody waits longer for bookkeeping.
    static let lingeringSeconds = 5.0

    var connectSeconds: Double
    var firstByteSeconds: Double
    var idleSeconds: Double
    var totalSeconds: Double

    /// A number that can be counted with: no less than a millisecond, no more than eleven days.
    static func sensible(_ seconds: Double) -> Double {
        seconds.isNaN ? 0.001 : min(max(seconds, 0.001), 1e6)
    }
}

/// Where a transfer stands in time. Pure: it is told the time, in nanoseconds.
///
/// The limit for the first byte holds until something of the answer itself is there. Heads, comments and empty chunks
/// do not count: servers send them while a long prompt is read, and if they did, the shorter idle limit would begin
/// and a server that shows life would be given less time than a silent one. For the same reason they do not keep
/// alive an answer that has stalled in its middle.
struct TransferTimers {
    typealias Progress = CompletionReader.Progress

    private enum Phase {
        case connecting, waiting, streaming, finishing
    }

    private let limits: TransferLimits
    private let started: UInt64
    private var phase = Phase.connecting
    private var since: UInt64
    /// Who takes no bytes cannot blame the sender for not sending.
    private var isPaused = false

    init(_ limits: TransferLimits, now: UInt64) {
        self.limits = limits
        started = now
        since = now
    }

    mutating func connected(at now: UInt64) {
        guard phase == .connecting else { return }
        phase = .waiting
        since = now
    }

    mutating func note(_ progress: Progress, at now: UInt64) {
        switch progress {
        case .none: return
        case .some: if phase != .finishing { phase = .streaming }
        case .finishing: phase = .finishing
        }
        since = now
    }

    mutating func pause() {
        isPaused = true
    }

    mutating func resume(at now: UInt64) {
        isPaused = false
        since = now
    }

    /// The next limit to be reached, and when.
    var next: (kind: TransferLimits.Kind, at: UInt64) {
        let total = started &+ Self.nanoseconds(limits.totalSeconds)
        guard !isPaused else { return (.total, total) }
        let (kind, seconds): (TransferLimits.Kind, Double) =
            switch phase {
            case .connecting: (.connect, limits.connectSeconds)
            case .waiting: (.firstByte, limits.firstByteSeconds)
            case .streaming: (.idle, limits.idleSeconds)
            case .finishing: (.lingering, min(limits.idleSeconds, TransferLimits.lingeringSeconds))
            }
        let own = since &+ Self.nanoseconds(seconds)
        return own < total ? (kind, own) : (.total, total)
    }

    private static func nanoseconds(_ seconds: Double) -> UInt64 {
        UInt64(TransferLimits.sensible(seconds) * 1e9)
    }
}
