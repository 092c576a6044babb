public import ParleyCore
import Synchronization

/// Whether the server can do its work: how its last write went, probed at most once a second.
public final class Health: Sendable {
    private let probe: @Sendable () async -> ParleyError?
    private let last = Mutex<(at: ContinuousClock.Instant, failure: ParleyError?)?>(nil)

    /// - Parameter probe: Writes something; tells what went wrong.
    public init(probe: @escaping @Sendable () async -> ParleyError?) {
        self.probe = probe
    }

    func failure() async -> ParleyError? {
        if let last = last.withLock({ $0 }), .now - last.at < .seconds(1) { return last.failure }
        let failure = await probe()
        last.withLock { $0 = (.now, failure) }
        return failure
    }
}
