import Foundation
public import ParleyCore
import ParleyStore

/// A message somebody wants to send.
public struct SendWish: Sendable {
    public var content: String
    public var parentID: Message.ID?
    /// It has no parent: a further first message of the conversation.
    public var beginsAnew = false
    /// It has waited for its turn.
    var queuedID: QueuedSend.ID?
    public var model: String?
    public var clientID: String?

    public init(content: String, parentID: Message.ID?, model: String?, clientID: String?) {
        self.content = content
        self.parentID = parentID
        self.model = model
        self.clientID = clientID
    }
}

/// A further answer somebody wants.
public struct ReplyWish: Sendable {
    public var to: Message.ID
    public var model: String?
    public var continues: Message.ID?
    public var clientID: String?

    public init(to: Message.ID, model: String?, continues: Message.ID?, clientID: String?) {
        self.to = to
        self.model = model
        self.continues = continues
        self.clientID = clientID
    }
}

extension Conversations {
    /// Keeps a message and starts the answer to it. When this returns, both are committed.
    public func send(_ wish: SendWish, in id: Conversation.ID, by person: Person) async throws -> Posted {
        try Self.requireContent(wish.content)
        let conversation = try await database.conversation(id, for: person.id, to: .write)
        let chosen = try choose(wish.model, for: conversation, by: person)
        var posting = Posting(
            conversationID: id, person: person.asName, content: wish.content, parentID: wish.parentID,
            clientID: wish.clientID, answerID: Message.ID(), model: chosen.model, provider: chosen.provider,
            now: Date())
        posting.beginsAnew = wish.beginsAnew
        posting.queuedID = wish.queuedID
        let first = posting
        let again = Repeat(clientID: wish.clientID) { try await self.database.earlier(first) }
        return try await start(in: id, chosen: chosen, by: person, unless: again) { answer in
            posting.answerID = answer
            return try await self.database.post(posting)
        }
    }

    static func requireContent(_ content: String) throws(ParleyError) {
        guard content.utf8.count <= Message.maximumContentBytes else {
            throw ParleyError(.tooLarge, "A message has at most 1 MiB of text.")
        }
        guard content.contains(where: { !$0.isWhitespace }) else {
            throw ParleyError(.invalid, "The message is empty.")
        }
    }

    /// Starts a further answer to a message, or the continuation of a cut one.
    public func reply(_ wish: ReplyWish, in id: Conversation.ID, by person: Person) async throws -> Posted {
        let conversation = try await database.conversation(id, for: person.id, to: .write)
        let chosen = try choose(wish.model, for: conversation, by: person)
        let seed = try await wish.continues.asyncMap { try await self.database.message($0, in: id, for: person.id) }
        var replying = Replying(
            conversationID: id, person: person.asName, to: wish.to, continues: wish.continues,
            clientID: wish.clientID, answerID: Message.ID(), model: chosen.model, provider: chosen.provider,
            now: Date())
        let first = replying
        let again = Repeat(clientID: wish.clientID) { try await self.database.earlier(first) }
        return try await start(in: id, chosen: chosen, seed: seed, by: person, unless: again) { answer in
            replying.answerID = answer
            return try await self.database.reply(replying)
        }
    }

    /// The live answer is known before its row can be seen, and unknown again when the row does not come to be.
    private func start(
        in id: Conversation.ID, chosen: ChosenModel, seed: Message? = nil, by person: Person, unless again: Repeat,
        keep: (Message.ID) async throws -> Posted
    ) async throws -> Posted {
        guard !feed.isClosing else { throw ParleyError.shuttingDown }
        let base = Message(
            conversationID: id, parentID: nil, role: .assistant, content: seed?.content ?? "",
            reasoning: seed?.reasoning ?? "", status: .streaming, model: chosen.model, provider: chosen.provider)
        let reply = LiveReply(base: base, person: person.asName)
        if let earlier = try await admit(reply, unless: again) { return earlier }
        feed.add(reply)
        do {
            let posted = try await keep(reply.id)
            guard !posted.isRepeat else {
                forget(reply)
                return posted
            }
            admission.usage.place(reply.id)
            reply.place(under: posted.assistant)
            feed.setTyping(false, by: person.id, in: id)
            runner.begin(
                ReplyRunner.Job(
                    reply: reply, conversation: posted.conversation, chosen: chosen, question: posted.user,
                    asker: person))
            feed.nudge(posted.conversation)
            return posted
        } catch {
            forget(reply)
            throw error
        }
    }

    private func forget(_ reply: LiveReply) {
        feed.remove(reply)
        admission.undo(reply.id)
    }

    /// The answer as a stream for its sender alone.
    public func stream(of posted: Posted, for listener: Listener, person: Person) async throws -> ReplyStream {
        var stored = posted.assistant
        if stored.status == .streaming, feed.reply(stored.id) == nil {
            stored = try await database.message(stored.id, in: stored.conversationID, for: person.id)
        }
        return ReplyStream(database: database, feed: feed, listener: listener, stored: stored)
    }

    /// The live stream of a conversation, or of the person alone.
    public func events(
        for listener: Listener, after revision: Int?, rendering: Rendering
    ) async throws -> EventStream {
        try await EventStream(
            database: database, feed: feed, listener: listener, after: revision, rendering: rendering)
    }
}

extension Optional {
    fileprivate func asyncMap<Mapped>(_ transform: (Wrapped) async throws -> Mapped) async rethrows -> Mapped? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
