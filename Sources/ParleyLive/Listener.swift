public import Foundation
public import ParleyCore
import Synchronization

/// One open stream: who listens, to what, and how its line is doing.
public final class Listener: Sendable {
    private struct State {
        var lastSent = ContinuousClock.now
        var writingSince: ContinuousClock.Instant?
        var isClosed = false
        /// Other conversations of this person that changed; a few, because they are only hints.
        var hints: [Conversation.ID] = []
        var isInDoubt = false
        var presence = Presence.coming
    }

    /// Whether the others in a conversation know of a listener.
    enum Presence {
        /// It is not proved yet that this person may read there.
        case coming
        case here
        /// They may read there no more; the stream goes on without it.
        case gone
    }

    /// Hints beyond this many are dropped: one is enough to make a page read its list again.
    private static let maximumHints = 8
    /// A sign of life is due after this long without one; the contract promises 15 s.
    private static let beatEvery = Duration.seconds(10)
    /// A line that takes no byte for this long is given up.
    private static let stallLimit = Duration.seconds(30)
    /// The same for a stream that is to end: what let it in is over.
    private static let closingLimit = Duration.seconds(2)

    public let person: PersonName
    /// What let this person in; the stream ends when it does.
    public let credential: Data
    /// When what let this person in ends by itself.
    public let endsAt: Date
    /// When it was last found good; what ends after that moment ends this stream, even before it is heard of here.
    let provenAt: ContinuousClock.Instant
    public let conversationID: Conversation.ID?
    /// The conversation whose one answer is read here, without being there.
    public let answersIn: Conversation.ID?
    /// Whether this listener hears of the person's other conversations.
    let hearsHints: Bool
    let bell = Bell()
    private let state = Mutex(State())
    private let hangUp: @Sendable () -> Void
    private let onClose: (@Sendable () -> Void)?

    /// - Parameters:
    ///   - hangUp: Closes the connection at once.
    ///   - onClose: What else is to end with the stream.
    public init(
        person: PersonName, credential: Data, endsAt: Date? = nil, provenAt: ContinuousClock.Instant = .now,
        conversationID: Conversation.ID?, answersIn: Conversation.ID? = nil, hearsHints: Bool,
        hangUp: @escaping @Sendable () -> Void, onClose: (@Sendable () -> Void)? = nil
    ) {
        self.answersIn = answersIn
        self.person = person
        self.credential = credential
        self.endsAt = endsAt ?? .distantFuture
        self.provenAt = provenAt
        self.conversationID = conversationID
        self.hearsHints = hearsHints
        self.hangUp = hangUp
        self.onClose = onClose
    }

    /// The reader is gone, or may not read any more; its stream ends.
    public func close() {
        state.withLock { $0.isClosed = true }
        bell.ring(.close)
        onClose?()
    }

    var presence: Presence {
        get { state.withLock { $0.presence } }
        set { state.withLock { $0.presence = newValue } }
    }

    /// What happens in a conversation comes by itself; of the others there are hints.
    func watches(_ id: Conversation.ID) -> Bool { conversationID == id && presence != .gone }

    var isInDoubt: Bool { state.withLock { $0.isInDoubt } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    public func willWrite() {
        state.withLock { $0.writingSince = .now }
    }

    public func didWrite() {
        state.withLock { state in
            state.writingSince = nil
            state.lastSent = .now
        }
    }

    func hint(_ id: Conversation.ID) {
        state.withLock { state in
            guard state.hints.count < Self.maximumHints, !state.hints.contains(id) else { return }
            state.hints.append(id)
        }
    }

    func takeHints() -> [Conversation.ID] {
        state.withLock { state in
            defer { state.hints = [] }
            return state.hints
        }
    }

    /// Access may have been taken away. Nothing more is written until it is proved again.
    func doubt() {
        state.withLock { $0.isInDoubt = true }
        bell.ring(.access)
    }

    func takeDoubt() -> Bool {
        state.withLock { state in
            defer { state.isInDoubt = false }
            return state.isInDoubt
        }
    }

    /// Once a second: signs of life, hints that wait, lines that are dead, sessions that have run out.
    func tick(_ now: ContinuousClock.Instant, date: Date = .now) {
        if date >= endsAt { close() }
        let (news, isDead) = state.withLock { state -> (Bell.News, Bool) in
            var news: Bell.News = []
            if now - state.lastSent >= Self.beatEvery { news.insert(.beat) }
            if !state.hints.isEmpty { news.insert(.hints) }
            let limit = state.isClosed ? Self.closingLimit : Self.stallLimit
            return (news, state.writingSince.map { now - $0 > limit } ?? false)
        }
        if isDead { hangUp() }
        if !news.isEmpty { bell.ring(news) }
    }

    /// Gives the line up if it takes nothing right now.
    func hangUpIfStuck(since limit: ContinuousClock.Instant) {
        if state.withLock({ $0.writingSince.map { $0 < limit } ?? false }) { hangUp() }
    }
}
