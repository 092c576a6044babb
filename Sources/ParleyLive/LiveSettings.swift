import Synchronization

/// Settings that an admin may change while the server runs, as they are now.
public final class LiveSettings: Sendable {
    private let values = Mutex<[String: String]>([:])

    public init() {}

    /// A send that finds another answer running waits for its turn, instead of being refused.
    public var isQueueing: Bool { self["when_busy"] == "queue" }

    public subscript(key: String) -> String? { values.withLock { $0[key] } }

    public func replace(_ new: [String: String]) {
        values.withLock { $0 = new }
    }
}
