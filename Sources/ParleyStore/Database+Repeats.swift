internal import GRDB
public import ParleyCore

/// Sending the same twice: a client id names one send of one person in one conversation.
extension Database {
    /// What the same send has become before; nil where it is new.
    public func earlier(_ posting: Posting) async throws -> Posted? {
        try await read { db in
            let conversation = try Self.conversation(posting.conversationID, for: posting.person.id, in: db)
            return try Self.repeated(posting, in: conversation, db: db)
        }
    }

    /// What the same wish for an answer has become before; nil where it is new.
    public func earlier(_ replying: Replying) async throws -> Posted? {
        try await read { db in
            let conversation = try Self.conversation(replying.conversationID, for: replying.person.id, in: db)
            guard let user = try Self.message(replying.to, in: conversation.id, db: db) else { return nil }
            return try Self.repeated(replying, to: user, in: conversation, db: db)
        }
    }

    static func repeated(
        _ posting: Posting, in conversation: Conversation, db: GRDB.Database
    ) throws -> Posted? {
        guard let clientID = posting.clientID,
            let found = try message(ofClient: clientID, of: posting.person.id, in: conversation.id, db: db)
        else { return nil }
        guard found.role == .user, found.content == posting.content,
            let answer = try firstAnswer(to: found.id, in: conversation.id, db: db)
        else { throw otherContent }
        return Posted(conversation: conversation, user: found, assistant: answer, isRepeat: true)
    }

    /// The same message that asks no model.
    static func repeatedSaying(
        _ posting: Posting, in conversation: Conversation, db: GRDB.Database
    ) throws -> Message? {
        guard let clientID = posting.clientID,
            let found = try message(ofClient: clientID, of: posting.person.id, in: conversation.id, db: db)
        else { return nil }
        guard found.role == .user, found.content == posting.content,
            try firstAnswer(to: found.id, in: conversation.id, db: db) == nil
        else { throw otherContent }
        return found
    }

    static func repeated(
        _ replying: Replying, to user: Message, in conversation: Conversation, db: GRDB.Database
    ) throws -> Posted? {
        guard let clientID = replying.clientID,
            let found = try message(ofClient: clientID, of: replying.person.id, in: conversation.id, db: db)
        else { return nil }
        guard found.role == .assistant, found.parentID == user.id else { throw otherContent }
        return Posted(conversation: conversation, user: user, assistant: found, isRepeat: true)
    }

    /// Whether a person has sent something under this client id.
    static func isUsed(
        _ clientID: String, by person: Person.ID, in conversation: Conversation.ID, db: GRDB.Database
    ) throws -> Bool {
        try message(ofClient: clientID, of: person, in: conversation, db: db) != nil
    }

    private static let otherContent = ParleyError(
        .unprocessable, "This client_id was used for something else in this conversation.")

    private static func message(
        ofClient clientID: String, of person: Person.ID, in conversation: Conversation.ID, db: GRDB.Database
    ) throws -> Message? {
        let sql = """
            SELECT \(Message.columns) FROM \(Message.tables)
            WHERE conversationId = ? AND message.requestedById = ? AND clientId = ?
            """
        return try db.one(sql, [conversation.string, person.string, clientID]).map(Message.init(row:))
    }

    private static func firstAnswer(
        to id: Message.ID, in conversation: Conversation.ID, db: GRDB.Database
    ) throws -> Message? {
        let sql = """
            SELECT \(Message.columns) FROM \(Message.tables)
            WHERE conversationId = ? AND parentId = ? AND message.role = 'assistant' ORDER BY seq LIMIT 1
            """
        return try db.one(sql, [conversation.string, id.string]).map(Message.init(row:))
    }
}
