public import Foundation
public import ParleyCore
import Synchronization

/// One open stream: who listens, to what, and how its line is doing.
public final class Listener: Sendable {
    private struct State {
        var lastSent = ContinuousClock.now
        var writingSince: ContinuousClock.Instant?
        /// Other conversations of this person that changed; a few, because they are only hints.
        var hints: [Conversation.ID] = []
        var isInDoubt = false
    }

    /// Hints beyond this many are dropped: one is enough to make a page read its list again.
    private static let maximumHints = 8
    /// A sign of life is due after this long without one; the contract promises 15 s.
    private static let beatEvery = Duration.seconds(10)
    /// A line that takes no byte for this long is given up.
    private static let stallLimit = Duration.seconds(30)

    public let person: PersonName
    /// What let this person in; the stream ends when it does.
    public let credential: Data
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
        person: PersonName, credential: Data, conversationID: Conversation.ID?, answersIn: Conversation.ID? = nil,
        hearsHints: Bool, hangUp: @escaping @Sendable () -> Void, onClose: (@Sendable () -> Void)? = nil
    ) {
        self.answersIn = answersIn
        self.person = person
        self.credential = credential
        self.conversationID = conversationID
        self.hearsHints = hearsHints
        self.hangUp = hangUp
        self.onClose = onClose
    }

    /// The reader is gone; its stream ends.
    public func close() {
        bell.ring(.close)
        onClose?()
    }

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

    /// Once a second: signs of life, hints that wait, lines that are dead.
    func tick(_ now: ContinuousClock.Instant) {
        let (news, isDead) = state.withLock { state -> (Bell.News, Bool) in
            var news: Bell.News = []
            if now - state.lastSent >= Self.beatEvery { news.insert(.beat) }
            if !state.hints.isEmpty { news.insert(.hints) }
            return (news, state.writingSince.map { now - $0 > Self.stallLimit } ?? false)
        }
        if isDead { hangUp() }
        if !news.isEmpty { bell.ring(news) }
    }

    /// Gives the line up if it takes nothing right now.
    func hangUpIfStuck(since limit: ContinuousClock.Instant) {
        if state.withLock({ $0.writingSince.map { $0 < limit } ?? false }) { hangUp() }
    }
}
