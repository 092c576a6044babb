import Foundation
import Synchronization

/// How many failures of who is not signed in are written into the audit, which nothing is ever deleted from; the log
/// has all.
public final class FailureBudget: Sendable {
    enum Verdict {
        case write
        /// The first beyond what all together may fill in a minute: one row says that there are more.
        case writeSummary
        case leaveOut
    }

    static let limit = 10
    private static let span = Duration.seconds(180)
    private static let maximumAddresses = 10_000
    /// For all addresses together: whoever has many must not fill the audit either.
    static let limitOverAll = 60
    private static let spanOverAll = Duration.seconds(60)

    private struct State {
        var noted: [String: [ContinuousClock.Instant]] = [:]
        var minute: ContinuousClock.Instant?
        var countInMinute = 0
    }

    private let state = Mutex(State())

    public init() {}

    /// - Parameter address: Nil where something else limits each address already.
    func take(for address: String?, at now: ContinuousClock.Instant = .now) -> Verdict {
        state.withLock { state in
            if let address, !Self.takes(address, at: now, in: &state) { return .leaveOut }
            if state.minute.map({ now - $0 >= Self.spanOverAll }) ?? true {
                (state.minute, state.countInMinute) = (now, 0)
            }
            state.countInMinute += 1
            if state.countInMinute <= Self.limitOverAll { return .write }
            return state.countInMinute == Self.limitOverAll + 1 ? .writeSummary : .leaveOut
        }
    }

    private static func takes(_ address: String, at now: ContinuousClock.Instant, in state: inout State) -> Bool {
        let key = NetworkAddress.source(of: address)
        if state.noted.count >= maximumAddresses { state.noted.removeAll() }
        let recent = state.noted[key]?.filter { now - $0 < span } ?? []
        guard recent.count < limit else { return false }
        state.noted[key] = recent + [now]
        return true
    }
}
