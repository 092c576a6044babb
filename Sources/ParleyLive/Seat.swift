import Synchronization

/// A listener's place in the feed; given back when its stream goes away, however that went.
final class Seat: Sendable {
    private let feed: LiveFeed
    private let listener: Listener
    private let reply = Mutex<LiveReply?>(nil)

    init(_ listener: Listener, in feed: LiveFeed) {
        self.feed = feed
        self.listener = listener
        feed.add(listener)
    }

    deinit {
        listens(to: nil)
        feed.remove(listener)
    }

    /// The running answer that is listened to; the one before is left.
    func listens(to new: LiveReply?) {
        let old = reply.withLock { reply in
            defer { reply = new }
            return reply
        }
        if old !== new { old?.leave(listener.bell) }
    }
}

/// Bytes for one reader, in the order in which they are to be written.
///
/// A stream is a value with one owner, who asks for the next bytes and then for the next: nothing of it is shared, so
/// no token has to change between executors on its way.
public protocol ByteStream: Sendable {
    /// The next bytes to write; nil when the stream is over.
    mutating func next() async -> [UInt8]?

    /// Whether the rest of what was given is still to be written. Asked between the slices of what is long.
    func mayGoOn() async -> Bool
}

extension ByteStream {
    public func mayGoOn() async -> Bool { true }
}
