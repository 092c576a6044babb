public import Foundation
public import ParleyCore
import Synchronization

/// Who listens where, and which answers are being written now. It carries no rows: the database is the truth, and
/// a nudge only says that there is something to read.
public final class LiveFeed: Sendable {
    fileprivate struct State {
        var listeners: [ObjectIdentifier: Listener] = [:]
        var byConversation: [Conversation.ID: [ObjectIdentifier: Listener]] = [:]
        var byPerson: [Person.ID: [ObjectIdentifier: Listener]] = [:]
        var replies: [Message.ID: LiveReply] = [:]
        /// Who is typing where, and until when that is believed.
        var typing: [Conversation.ID: [Person.ID: ContinuousClock.Instant]] = [:]
        var endings = Endings()
        var isClosing = false
        /// Something has waited for its turn since the start; until then nobody need look.
        var hasQueues = false
    }

    private let state = Mutex(State())
    public let metrics = AnswerMetrics()

    public init() {}

    var isClosing: Bool { state.withLock { $0.isClosing } }
    public var listenerCount: Int { state.withLock { $0.listeners.count } }
    public var replyCount: Int { state.withLock { $0.replies.count } }
}

// MARK: Listeners

extension LiveFeed {
    public func add(_ listener: Listener) {
        let isOver = state.withLock { state in
            let key = ObjectIdentifier(listener)
            state.listeners[key] = listener
            if listener.hearsHints { state.byPerson[listener.person.id, default: [:]][key] = listener }
            if let id = listener.conversationID { state.byConversation[id, default: [:]][key] = listener }
            return state.isClosing || state.endings.hold(listener)
        }
        if isOver { listener.close() }
    }

    /// This person may read the conversation, so the others there may know of them.
    func arrive(_ listener: Listener) {
        guard listener.presence == .coming else { return }
        listener.presence = .here
        tellPeople(in: listener.conversationID)
    }

    public func remove(_ listener: Listener) {
        state.withLock { state in
            let key = ObjectIdentifier(listener)
            state.listeners[key] = nil
            state.byPerson[listener.person.id]?[key] = nil
            if state.byPerson[listener.person.id]?.isEmpty == true { state.byPerson[listener.person.id] = nil }
            guard let id = listener.conversationID else { return }
            state.byConversation[id]?[key] = nil
            if state.byConversation[id]?.isEmpty == true { state.byConversation[id] = nil }
        }
        if listener.presence == .here { tellPeople(in: listener.conversationID) }
    }

    /// Whoever may not read a conversation any more is not there any more.
    func leaveConversation(_ listener: Listener) {
        guard let id = listener.conversationID else { return }
        listener.presence = .gone
        state.withLock { state in
            state.byConversation[id]?[ObjectIdentifier(listener)] = nil
            if state.byConversation[id]?.isEmpty == true { state.byConversation[id] = nil }
        }
        tellPeople(in: id)
    }

    private func tellPeople(in id: Conversation.ID?) {
        guard let id else { return }
        let bells = state.withLock { state in state.byConversation[id]?.values.map(\.bell) ?? [] }
        for bell in bells { bell.ring(.people) }
    }

    func tick() {
        let now = ContinuousClock.now
        let listeners = state.withLock { state in
            state.endings.forgetOld(at: now)
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.tick(now) }
        for id in state.withLock({ $0.forgetTyping(before: now) }) { tellPeople(in: id) }
    }

    /// Ends the streams that a session or token let in.
    public func end(credential: Data) {
        end(where: { $0.credential == credential }) { $0.add(credential: credential) }
    }

    /// Ends all streams of a person.
    public func end(person: Person.ID) {
        end(where: { $0.person.id == person }) { $0.add(person: person) }
    }

    private func end(where isMeant: (Listener) -> Bool, noting note: (inout Endings) -> Void) {
        let listeners = state.withLock { state in
            note(&state.endings)
            return state.listeners.values.filter(isMeant)
        }
        for listener in listeners { listener.close() }
    }
}

// MARK: Nudges

extension LiveFeed {
    /// Rows of a conversation changed: those who have it open read them, others' pages who have it in their list get a
    /// hint.
    func nudge(_ conversation: Conversation) {
        let id = conversation.id
        let (here, elsewhere) = state.withLock { state in
            let here = state.byConversation[id] ?? [:]
            let theirs = Set(conversation.members + [conversation.owner.id]).flatMap { state.byPerson[$0] ?? [:] }
            return (Array(here.values), theirs.map(\.value).filter { !$0.watches(id) })
        }
        for listener in here { listener.bell.ring(.changes) }
        for listener in elsewhere { listener.hint(id) }
    }

    /// What waits for its turn in a conversation changed.
    func tellQueue(in id: Conversation.ID) {
        let here = state.withLock { state in
            state.hasQueues = true
            return Array((state.byConversation[id] ?? [:]).values)
        }
        for listener in here { listener.bell.ring(.queue) }
    }

    var hasQueues: Bool { state.withLock { $0.hasQueues } }

    /// Something of a conversation changed for one person alone.
    func hint(_ id: Conversation.ID, to person: Person.ID) {
        let theirs = state.withLock { Array(($0.byPerson[person] ?? [:]).values) }
        for listener in theirs where !listener.watches(id) { listener.hint(id) }
    }

    /// Access may have been taken from this person, or from anybody: whoever watches must prove theirs again, and who
    /// reads an answer as its sender is let go.
    func doubt(_ id: Conversation.ID, of person: Person.ID? = nil) {
        let meant = state.withLock { state in
            state.listeners.values.filter { listener in
                (listener.conversationID == id || listener.answersIn == id)
                    && (person == nil || listener.person.id == person)
            }
        }
        for listener in meant { listener.doubt() }
    }
}

// MARK: Who is here

extension LiveFeed {
    /// Somebody who types says so every few seconds; without that it is forgotten.
    private static let typingLife = Duration.seconds(6)

    /// Who has a conversation open, and whether they are typing.
    func people(in id: Conversation.ID) -> [(name: PersonName, isTyping: Bool)] {
        let (people, typing) = state.withLock { state in
            (Set(state.present(in: id).map(\.person)), state.typing[id] ?? [:])
        }
        return people.sorted { ($0.name, $0.id.string) < ($1.name, $1.id.string) }
            .map { ($0, typing[$0.id] != nil) }
    }

    func setTyping(_ isTyping: Bool, by person: Person.ID, in id: Conversation.ID) {
        let isNews = state.withLock { state in
            // Only who has the conversation open is shown, so only they are kept.
            let isHere = state.present(in: id).contains { $0.person.id == person }
            let was = state.typing[id]?[person] != nil
            guard isTyping, isHere else {
                state.typing[id]?[person] = nil
                if state.typing[id]?.isEmpty == true { state.typing[id] = nil }
                return was
            }
            state.typing[id, default: [:]][person] = .now + Self.typingLife
            return !was
        }
        if isNews { tellPeople(in: id) }
    }
}

extension LiveFeed.State {
    fileprivate func present(in id: Conversation.ID) -> [Listener] {
        (byConversation[id] ?? [:]).values.filter { $0.presence == .here }
    }

    /// The conversations in which somebody has stopped typing without a word.
    fileprivate mutating func forgetTyping(before now: ContinuousClock.Instant) -> [Conversation.ID] {
        var changed: [Conversation.ID] = []
        for (id, people) in typing {
            let left = people.filter { $0.value > now }
            guard left.count < people.count else { continue }
            typing[id] = left.isEmpty ? nil : left
            changed.append(id)
        }
        return changed
    }
}

// MARK: Running answers

extension LiveFeed {
    func add(_ reply: LiveReply) {
        state.withLock { $0.replies[reply.id] = reply }
    }

    func remove(_ reply: LiveReply) {
        state.withLock { $0.replies[reply.id] = nil }
    }

    func reply(_ id: Message.ID) -> LiveReply? {
        state.withLock { $0.replies[id] }
    }

    var runningConversations: Set<Conversation.ID> {
        state.withLock { Set($0.replies.values.map(\.conversationID)) }
    }

    func isWriting(in id: Conversation.ID) -> Bool {
        state.withLock { $0.replies.values.contains { $0.conversationID == id } }
    }

    var replies: [LiveReply] { state.withLock { Array($0.replies.values) } }

    /// The server ends: running answers are stopped and kept, streams end when that is told.
    public func close() {
        let (replies, listeners) = state.withLock { state in
            state.isClosing = true
            return (Array(state.replies.values), Array(state.listeners.values))
        }
        for reply in replies { reply.stop(by: nil, isShutdown: true) }
        for listener in listeners { listener.close() }
    }

    /// Waits until all running answers are stored, then gives up the lines that take nothing, for which a server that
    /// ends would wait in vain.
    public func hangUpStuckLines() async {
        while replyCount > 0 { try? await Task.sleep(for: .milliseconds(50)) }
        while listenerCount > 0 {
            try? await Task.sleep(for: .milliseconds(250))
            let listeners = state.withLock { Array($0.listeners.values) }
            for listener in listeners { listener.hangUpIfStuck(since: .now - .seconds(1)) }
        }
    }
}
