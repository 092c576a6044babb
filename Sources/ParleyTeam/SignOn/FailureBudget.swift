import Foundation
import Synchronization

/// How many failures of one address are written into the audit, which nothing is ever deleted from; the log has all.
final class FailureBudget: Sendable {
    private static let limit = 10
    private static let span: TimeInterval = 180
    private static let maximumAddresses = 10_000

    private let noted = Mutex<[String: [Date]]>([:])

    func take(for address: String, at now: Date) -> Bool {
        noted.withLock { noted in
            if noted.count >= Self.maximumAddresses { noted.removeAll() }
            let recent = noted[address]?.filter { now.timeIntervalSince($0) < Self.span } ?? []
            guard recent.count < Self.limit else { return false }
            noted[address] = recent + [now]
            return true
        }
    }
}
