import Foundation
public import ParleyCore
import ParleyStore

/// Several people in one conversation.
extension Conversations {
    public func sharing(of id: Conversation.ID, for person: Person) async throws -> Sharing {
        try await database.sharing(of: id, for: person.id)
    }

    /// Names somebody, or gives them another access.
    public func share(
        _ id: Conversation.ID, with target: Person.ID, access: TeamAccess, by caller: Caller
    ) async throws -> Sharing {
        guard access != .none else { throw ParleyError(.invalid, "access must be read or write.") }
        let (conversation, sharing) = try await database.share(id, with: target, access: access, by: caller, now: .now)
        feed.nudge(conversation)
        feed.hint(id, to: target)
        return sharing
    }

    /// Takes somebody out, or lets them leave. They get no byte of it from the moment on in which this returns.
    public func unshare(_ id: Conversation.ID, with target: Person.ID, by caller: Caller) async throws {
        let conversation = try await database.unshare(id, with: target, by: caller, now: .now)
        feed.doubt(id, of: target)
        feed.nudge(conversation)
        feed.hint(id, to: target)
    }

    /// Puts what is open to the team into one's own list.
    public func join(_ id: Conversation.ID, by person: Person) async throws -> Conversation {
        let conversation = try await database.join(id, by: person.asName, now: .now)
        feed.nudge(conversation)
        feed.hint(id, to: person.id)
        return conversation
    }

    /// Notes how far somebody has read; their other pages hear of it.
    public func markRead(_ id: Conversation.ID, upTo revision: Int, by person: Person) async throws {
        _ = try await database.markRead(id, upTo: revision, by: person.id)
        feed.hint(id, to: person.id)
    }

    /// Tells who is here that somebody is typing. Nothing of it is stored.
    public func note(typing isTyping: Bool, in id: Conversation.ID, by person: Person) async throws {
        _ = try await database.conversation(id, for: person.id, to: .write)
        feed.setTyping(isTyping, by: person.id, in: id)
    }

    /// Everybody who may come in.
    public func teamNames() async throws -> [PersonName] {
        try await database.teamNames()
    }

    // MARK: Without the model

    /// Keeps a message that asks no model.
    public func say(_ wish: SendWish, in id: Conversation.ID, by person: Person) async throws -> Said {
        try Self.requireContent(wish.content)
        var posting = Posting(
            conversationID: id, person: person.asName, content: wish.content, parentID: wish.parentID,
            clientID: wish.clientID, answerID: Message.ID(), model: "", provider: "", now: Date())
        posting.beginsAnew = wish.beginsAnew
        posting.asksModel = false
        let said = try await database.say(posting)
        feed.setTyping(false, by: person.id, in: id)
        if !said.isRepeat { feed.nudge(said.conversation) }
        return said
    }

    /// The model that a text names with an `@`: by its id, or by what follows the last slash in it.
    public func model(namedIn text: String, for person: Person) -> String? {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return nil }
        let models = catalog.models(for: person)
        let names = models.flatMap { [$0.id, $0.id.split(separator: "/").last.map(String.init) ?? $0.id] }
        return Mentions.places(in: text, among: names).first.map { models[$0 / 2].id }
    }
}
