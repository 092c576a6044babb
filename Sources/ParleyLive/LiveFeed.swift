public import Foundation
public import ParleyCore
import Synchronization

/// Who listens where, and which answers are being written now. It carries no rows: the database is the truth, and
/// a nudge only says that there is something to read.
public final class LiveFeed: Sendable {
    private struct State {
        var listeners: [ObjectIdentifier: Listener] = [:]
        var byConversation: [Conversation.ID: [ObjectIdentifier: Listener]] = [:]
        var byPerson: [Person.ID: [ObjectIdentifier: Listener]] = [:]
        var replies: [Message.ID: LiveReply] = [:]
        var endings = Endings()
        var isClosing = false
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
        tellPeople(in: listener.conversationID)
    }

    /// Who has a conversation open.
    func people(in id: Conversation.ID) -> [PersonName] {
        let people = state.withLock { state in Set(state.byConversation[id]?.values.map(\.person) ?? []) }
        return people.sorted { $0.name < $1.name }
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
    /// Rows of a conversation changed: those who have it open read them, the owner's other pages get a hint.
    func nudge(_ conversation: Conversation) {
        let (here, elsewhere) = state.withLock { state in
            let here = state.byConversation[conversation.id] ?? [:]
            let owners = state.byPerson[conversation.owner.id] ?? [:]
            return (Array(here.values), owners.values.filter { $0.conversationID != conversation.id })
        }
        for listener in here { listener.bell.ring(.changes) }
        for listener in elsewhere { listener.hint(conversation) }
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
