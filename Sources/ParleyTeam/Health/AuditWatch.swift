import ParleyStore
import Synchronization

/// Reads the audit's chain in the background, on from where it was, and knows how it stands. Once a day it begins at the
/// first row again, for a row that was changed after it had been read.
final class AuditWatch: Sendable {
    private struct State {
        var mark = AuditMark()
        var isReading = false
        var begun = ContinuousClock.now
    }

    private static let beginsAnewAfter = Duration.seconds(86_400)

    private static let patience = Duration.seconds(1)

    private let database: Database
    private let state = Mutex(State())

    init(database: Database) {
        self.database = database
    }

    /// Whether the chain holds; nil while the first reading of a long one goes on.
    func isIntact() async -> Bool? {
        let begins = state.withLock { state in
            defer { state.isReading = true }
            return !state.isReading
        }
        if begins { Task { await self.read() } }
        let end = ContinuousClock.now + Self.patience
        while state.withLock({ $0.isReading }), ContinuousClock.now < end {
            try? await Task.sleep(for: .milliseconds(5))
        }
        let mark = state.withLock { $0.mark }
        if !mark.isIntact { return false }
        return mark.isWhole ? true : nil
    }

    private func read() async {
        defer { state.withLock { $0.isReading = false } }
        let (old, isDue) = state.withLock { ($0.mark, ContinuousClock.now - $0.begun >= Self.beginsAnewAfter) }
        var mark = isDue ? AuditMark() : old
        if isDue { state.withLock { $0.begun = .now } }
        repeat {
            guard let next = try? await database.auditChain(after: mark) else { return }
            mark = next
            // A long reading from the first row takes nothing back that was known meanwhile.
            if !isDue || !mark.isIntact || mark.isWhole { state.withLock { $0.mark = mark } }
        } while mark.isIntact && !mark.isWhole
    }
}
