import Synchronization

/// Settings that an admin may change while the server runs, as they are now.
public final class LiveSettings: Sendable {
    private let values = Mutex<[String: String]>([:])
    private let action = Mutex<@Sendable ([String: String]) -> Void>({ _ in })

    public init() {}

    /// A send that finds another answer running waits for its turn, instead of being refused.
    public var isQueueing: Bool { self["when_busy"] == "queue" }

    public subscript(key: String) -> String? { values.withLock { $0[key] } }

    public func replace(_ new: [String: String]) {
        values.withLock { $0 = new }
        let action = action.withLock { $0 }
        action(new)
    }

    /// What else is to know of a change.
    public func whenReplaced(_ new: @escaping @Sendable ([String: String]) -> Void) {
        action.withLock { $0 = new }
    }
}
