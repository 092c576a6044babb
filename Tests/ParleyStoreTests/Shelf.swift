import Foundation
import ParleyCore
import ParleyTestSupport

@testable import ParleyStore

/// A database in a folder of its own, with Ada in it.
final class Shelf: Sendable {
    let folder: TemporaryFolder
    let database: Database
    let ada: Person

    init() async throws {
        folder = try TemporaryFolder()
        database = try Database(folder: try DataFolder(path: folder.path))
        ada = Person(name: "Ada", role: .admin)
        try await database.addPerson(ada, passwordHash: "hash")
    }

    deinit {
        try? database.close()
    }

    func add(_ name: String, _ role: Person.Role = .member) async throws -> Person {
        let person = Person(name: name, role: role)
        try await database.addPerson(person, passwordHash: "hash of \(name)")
        return person
    }

    func conversation(of person: Person? = nil, title: String? = nil) async throws -> Conversation {
        let conversation = Conversation(
            title: title, titleSource: title.map { _ in .person }, owner: (person ?? ada).asName)
        return try await database.add(conversation, clientID: nil)
    }

    func posting(
        _ content: String, in conversation: Conversation, by person: Person? = nil, under parent: Message.ID? = nil,
        clientID: String? = nil, now: Date = Date()
    ) -> Posting {
        Posting(
            conversationID: conversation.id, person: (person ?? ada).asName, content: content, parentID: parent,
            clientID: clientID,
            answerID: Message.ID(), model: "m", provider: "p", now: now)
    }

    func replying(
        to message: Message, continues: Message.ID? = nil, clientID: String? = nil, by person: Person? = nil
    ) -> Replying {
        Replying(
            conversationID: message.conversationID, person: (person ?? ada).asName, to: message.id,
            continues: continues,
            clientID: clientID, answerID: Message.ID(), model: "m", provider: "p", now: Date())
    }

    /// A question and the whole answer to it.
    @discardableResult
    func talk(
        _ question: String, _ answer: String, in conversation: Conversation, under parent: Message.ID? = nil,
        now: Date = Date()
    ) async throws -> (user: Message, answer: Message) {
        let owner = Person(id: conversation.owner.id, name: conversation.owner.name, role: .member)
        let posted = try await database.post(posting(question, in: conversation, by: owner, under: parent, now: now))
        return (posted.user, try await finish(posted.assistant, answer, now: now))
    }

    @discardableResult
    func finish(_ message: Message, _ content: String, _ status: Message.Status = .complete, now: Date = Date())
        async throws -> Message
    {
        var message = message
        message.content = content
        message.status = status
        return try await database.finish(message, now: now).message
    }

    func page(_ conversation: Conversation, before: Message.ID? = nil, limit: Int = 50) async throws -> TranscriptPage {
        try await database.transcript(conversation.id, for: conversation.owner.id, before: before, limit: limit)
    }

    func found(_ words: String, by person: Person? = nil, limit: Int = 50) async throws -> [Message.ID] {
        try await database.search(words, for: (person ?? ada).id, after: nil, limit: limit).hits.map(\.messageID)
    }
}

/// Short forms of what most tests say.
extension Database {
    func startSession(of person: Person.ID, hash: Data, replacing old: Data?, agent: String, now: Date) async throws {
        let session = NewSession(hash: hash, replacing: old, agent: agent, address: "10.0.0.1")
        try await startSession(of: person, session, now: now)
    }

    func person(ofSession hash: Data, now: Date) async throws -> Person? {
        try await entry(ofSession: hash, now: now)?.person
    }

    func person(ofToken hash: Data) async throws -> Person? {
        try await entry(ofToken: hash, now: .now)?.person
    }

    @discardableResult
    func addToken(
        of person: Person.ID, name: String, hash: Data, now: Date, expiresAt: Date? = nil
    ) async throws -> AccessToken {
        let token = AccessToken(name: name, createdAt: now, expiresAt: expiresAt)
        try await addToken(token, of: person, hash: hash, by: .machine)
        return token
    }

    func disable(_ id: Person.ID) async throws {
        _ = try await change(id, PersonChange(isDisabled: true), by: .machine)
    }

    func kinds() async throws -> [String] {
        try await peek("SELECT kind FROM audit ORDER BY seq")
    }
}

extension Person {
    var asCaller: Caller { Caller(person: asName, address: "10.0.0.1") }
}

/// 32 bytes that stand for the hash of a secret.
func hash(_ byte: UInt8) -> Data {
    Data(repeating: byte, count: 32)
}

/// The code of the error that a call ends with; nil where it ends well.
func code<Value>(of call: () async throws -> Value) async -> ParleyError.Code? {
    do {
        _ = try await call()
        return nil
    } catch let error as ParleyError {
        return error.code
    } catch {
        return .internalError
    }
}

/// The calls as one person on this machine makes them.
extension Database {
    func change(
        _ id: Conversation.ID, for person: Person.ID, _ change: ConversationChange
    ) async throws -> Conversation {
        try await self.change(id, by: caller(person), change)
    }

    func trash(_ id: Conversation.ID, for person: Person.ID, now: Date) async throws -> Conversation {
        try await trash(id, by: caller(person), now: now)
    }

    func runningAnswer(in id: Conversation.ID, for person: Person.ID) async throws -> Message.ID? {
        try await runningAnswer(in: id, for: person, to: .write)
    }

    func caller(_ person: Person.ID) -> Caller {
        Caller(person: PersonName(id: person, name: "somebody"), address: "127.0.0.1")
    }
}
