public import Foundation
internal import GRDB
public import ParleyCore

/// A person's message and the empty answer to it, about to be kept.
public struct Posting: Sendable {
    public var conversationID: Conversation.ID
    public var person: PersonName
    public var content: String
    /// Nil: after the last message of the branch that is shown.
    public var parentID: Message.ID?
    /// It has no parent: a further first message of the conversation.
    public var beginsAnew = false
    /// False for what people say among themselves: it binds the conversation to no model.
    public var asksModel = true
    /// It has waited for its turn; from now on it waits no more. Nobody need have seen what came before it.
    public var queuedID: QueuedSend.ID?
    public var clientID: String?
    /// The answer's id, known before its row is.
    public var answerID: Message.ID
    public var model: String
    public var provider: String
    public var now: Date

    public init(
        conversationID: Conversation.ID, person: PersonName, content: String, parentID: Message.ID?,
        clientID: String?, answerID: Message.ID, model: String, provider: String, now: Date
    ) {
        self.conversationID = conversationID
        self.person = person
        self.content = content.storable
        self.parentID = parentID
        self.clientID = clientID
        self.answerID = answerID
        self.model = model
        self.provider = provider
        self.now = now
    }
}

/// A further answer to a message, about to be kept.
public struct Replying: Sendable {
    public var conversationID: Conversation.ID
    public var person: PersonName
    public var to: Message.ID
    /// The cut answer whose text the new one begins with.
    public var continues: Message.ID?
    public var clientID: String?
    /// The answer's id, known before its row is.
    public var answerID: Message.ID
    public var model: String
    public var provider: String
    public var now: Date

    public init(
        conversationID: Conversation.ID, person: PersonName, to: Message.ID, continues: Message.ID?,
        clientID: String?, answerID: Message.ID, model: String, provider: String, now: Date
    ) {
        self.conversationID = conversationID
        self.person = person
        self.to = to
        self.continues = continues
        self.clientID = clientID
        self.answerID = answerID
        self.model = model
        self.provider = provider
        self.now = now
    }
}

extension Database {
    /// Keeps a message and the empty answer to it in one transaction. The same client id again gives the same again.
    public func post(_ posting: Posting) async throws -> Posted {
        try await write { db in try Self.post(posting, in: db) }
    }

    static func post(_ posting: Posting, in db: GRDB.Database) throws -> Posted {
        let old = try conversation(posting.conversationID, for: posting.person.id, to: .write, in: db)
        if let again = try repeated(posting, in: old, db: db) {
            if let waited = posting.queuedID { try removeQueued(waited, in: db) }
            return again
        }
        try requireNoGeneration(in: old.id, db: db)
        try requireTurn(of: posting, db: db)
        let user = try insertMessage(posting, in: old, db: db)
        var assistant = Message(
            id: posting.answerID, conversationID: old.id, parentID: user.id, role: .assistant, status: .streaming,
            model: posting.model, provider: posting.provider, revision: user.revision + 1, createdAt: posting.now)
        assistant.requestedBy = posting.person
        return try begin(assistant, answering: user, by: posting.person.id, clientID: nil, in: db)
    }

    /// Keeps a message that asks no model; it may come while an answer is being written.
    public func say(_ posting: Posting) async throws -> Said {
        try await write { db in
            let person = posting.person.id
            let old = try Self.conversation(posting.conversationID, for: person, to: .write, in: db)
            if let again = try Self.repeatedSaying(posting, in: old, db: db) {
                return Said(conversation: old, message: again, isRepeat: true)
            }
            let message = try Self.insertMessage(posting, in: old, db: db)
            try db.run(
                "UPDATE conversation SET revision = ?, leafId = ?, updatedAt = ? WHERE id = ?",
                [message.revision, message.id.string, posting.now.stored, old.id.string])
            let conversation = try Self.conversation(old.id, for: person, in: db)
            return Said(conversation: conversation, message: message, isRepeat: false)
        }
    }

    /// A person's message in its place, with the title and the list that come with it.
    private static func insertMessage(
        _ posting: Posting, in before: Conversation, db: GRDB.Database
    ) throws -> Message {
        try join(before, by: posting.person, now: posting.now, db: db)
        let old = try conversation(before.id, for: posting.person.id, in: db)
        let parent = try parent(of: posting, in: old, db: db)
        var revision = old.revision
        if old.title == nil || (old.model == nil && posting.asksModel) {
            revision += 1
            try settle(posting, in: old, revision: revision, db: db)
        }
        // Who was told the id under which it waited finds the message by it.
        var user = Message(
            id: posting.queuedID.map { Message.ID(stored: $0.string) } ?? Message.ID(),
            conversationID: old.id, parentID: parent, role: .user, author: posting.person, content: posting.content,
            status: .complete, revision: revision + 1, createdAt: posting.now)
        try insert(user, requestedBy: posting.person.id, clientID: posting.clientID, in: db)
        user.mentions = try mention(in: user, of: old, by: posting.person, db: db)
        guard posting.queuedID == nil else { return user }
        try db.run(
            """
            INSERT INTO reading (personId, conversationId, revision) VALUES (?, ?, ?)
            ON CONFLICT (personId, conversationId) DO UPDATE SET revision = excluded.revision
            """, [posting.person.id.string, old.id.string, user.revision])
        return user
    }

    /// Whom a message names, of those who may read it. Who is named in what is open to the team has it in their list
    /// from then on.
    private static func mention(
        in message: Message, of conversation: Conversation, by author: PersonName, db: GRDB.Database
    ) throws -> [PersonName] {
        guard conversation.isShared, message.content.utf8.contains(UInt8(ascii: "@")) else { return [] }
        let seq: Int64? = try db.one("SELECT seq FROM message WHERE id = ?", [message.id.string])?["seq"]
        let readers = try db.all(
            """
            SELECT person.id, person.name FROM person WHERE isDisabled = 0 AND id <> :author AND (
                :isOpen OR id = :owner
                OR id IN (SELECT personId FROM member WHERE conversationId = :id AND access IS NOT NULL))
            ORDER BY name LIMIT 2000
            """,
            [
                "author": author.id.string, "isOpen": conversation.teamAccess != .none,
                "owner": conversation.owner.id.string, "id": conversation.id.string,
            ]
        ).map(PersonName.init(row:))
        let named = Mentions.places(in: message.content, among: readers.map(\.name)).map { readers[$0] }
        var room = Sharing.maximumMembers - conversation.members.count
        for person in named {
            try db.run("INSERT INTO mention (messageSeq, personId) VALUES (?, ?)", [seq, person.id.string])
            guard person.id != conversation.owner.id, !conversation.members.contains(person.id), room > 0 else {
                continue
            }
            room -= 1
            try db.run(
                "INSERT OR IGNORE INTO member (conversationId, personId, joinedAt) VALUES (?, ?, ?)",
                [conversation.id.string, person.id.string, message.createdAt.stored])
        }
        return named
    }

    /// Keeps what was said elsewhere before a conversation began here.
    public func add(
        _ history: [PromptMessage], to conversation: Conversation, by person: PersonName, now: Date
    ) async throws {
        try await write { db in
            var revision = conversation.revision
            var parent: Message.ID?
            for entry in history where entry.role != .system {
                revision += 1
                let isAnswer = entry.role == .assistant
                let message = Message(
                    conversationID: conversation.id, parentID: parent, role: isAnswer ? .assistant : .user,
                    author: isAnswer ? nil : person, content: entry.content.storable, status: .complete,
                    revision: revision, createdAt: now)
                try Self.insert(message, requestedBy: person.id, clientID: nil, in: db)
                parent = message.id
            }
            guard let parent else { return }
            try db.run(
                "UPDATE conversation SET revision = ?, leafId = ?, updatedAt = ? WHERE id = ?",
                [revision, parent.string, now.stored, conversation.id.string])
        }
    }

    /// Keeps a further, empty answer to a message.
    public func reply(_ replying: Replying) async throws -> Posted {
        try await write { db in
            let old = try Self.conversation(replying.conversationID, for: replying.person.id, to: .write, in: db)
            guard let user = try Self.message(replying.to, in: old.id, db: db), user.role == .user else {
                throw ParleyError.notFound
            }
            if let again = try Self.repeated(replying, to: user, in: old, db: db) { return again }
            try Self.requireNoGeneration(in: old.id, db: db)
            let seed = try replying.continues.map { try Self.cutAnswer($0, to: user, in: old.id, db: db) }
            var assistant = Message(
                id: replying.answerID, conversationID: old.id, parentID: user.id, role: .assistant,
                content: seed?.content ?? "",
                reasoning: seed?.reasoning ?? "", status: .streaming, model: replying.model,
                provider: replying.provider, revision: old.revision + 1, createdAt: replying.now)
            assistant.requestedBy = replying.person
            return try Self.begin(
                assistant, answering: user, by: replying.person.id, clientID: replying.clientID, in: db)
        }
    }

    /// Keeps what an answer has become: the one exit for complete, stopped, failed and interrupted.
    /// - Parameters:
    ///   - instructions: What its model was told beside the messages.
    ///   - stopper: Who stopped it, and from where.
    /// - Returns: The message as it is stored, and its conversation as it is now.
    public func finish(
        _ message: Message, instructions: SentInstructions? = nil, stoppedBy stopper: Caller? = nil, now: Date
    ) async throws -> (message: Message, conversation: Conversation?) {
        try await write { db in
            let finished = try Self.finish(message, instructions: instructions, now: now, in: db)
            if let stopper, let person = finished.requestedBy, stopper.person?.id != person.id {
                try Self.record(
                    AuditNote(.stopped, by: stopper, person: person, conversation: message.conversationID), at: now,
                    in: db)
            }
            let sql = "SELECT \(Conversation.columns) FROM \(Conversation.tables) WHERE conversation.id = ?"
            return (finished, try db.one(sql, [message.conversationID.string]).map(Conversation.init(row:)))
        }
    }

    static func finish(
        _ message: Message, instructions: SentInstructions? = nil, now: Date, in db: GRDB.Database
    ) throws -> Message {
        var message = message
        let system = try instruction(.system, instructions?.system, of: message.conversationID, in: db)
        let summary = try instruction(.summary, instructions?.summary, of: message.conversationID, in: db)
        message.content = message.content.storable
        message.reasoning = message.reasoning.storable
        try addUsage(of: message, now: now, in: db)
        message.revision = try nextRevision(of: message.conversationID, now: now, in: db)
        try db.run(
            """
            UPDATE message SET content = ?, reasoning = ?, status = ?, finishReason = ?, promptTokens = ?,
                completionTokens = ?, firstTokenMilliseconds = ?, durationMilliseconds = ?, tokensPerSecond = ?,
                errorCode = ?, errorMessage = ?, errorProviderMessage = ?, cut = ?, revision = ?, stoppedById = ?
            WHERE id = ?
            """,
            [
                message.content, message.reasoning, message.status.rawValue, message.finishReason,
                message.usage?.promptTokens, message.usage?.completionTokens,
                message.timing?.firstTokenMilliseconds, message.timing?.durationMilliseconds,
                message.timing?.tokensPerSecond, message.failure?.code.rawValue, message.failure?.message,
                message.failure?.providerMessage,
                try StoredCutText.encode(message.cut, system: system, summary: summary), message.revision,
                message.stoppedBy?.id.string, message.id.string,
            ])
        return message
    }

    private static func nextRevision(of id: Conversation.ID, now: Date, in db: GRDB.Database) throws -> Int {
        let sql = "UPDATE conversation SET revision = revision + 1, updatedAt = ? WHERE id = ? RETURNING revision"
        return try db.one(sql, [now.stored, id.string])?["revision"] ?? 0
    }

    private static func begin(
        _ assistant: Message, answering user: Message, by person: Person.ID, clientID: String?, in db: GRDB.Database
    ) throws -> Posted {
        try insert(assistant, requestedBy: person, clientID: clientID, in: db)
        try db.run(
            "UPDATE conversation SET revision = ?, leafId = ?, updatedAt = ? WHERE id = ?",
            [
                assistant.revision, assistant.id.string, assistant.createdAt.stored,
                assistant.conversationID.string,
            ])
        let conversation = try conversation(assistant.conversationID, for: person, in: db)
        return Posted(conversation: conversation, user: user, assistant: assistant, isRepeat: false)
    }

    /// The first message gives a conversation its title and binds it to a model.
    private static func settle(
        _ posting: Posting, in old: Conversation, revision: Int, db: GRDB.Database
    ) throws {
        try db.run(
            """
            UPDATE conversation SET title = ?, titleSource = ?, model = ?, provider = ?, ownRevision = ? WHERE id = ?
            """,
            [
                old.title ?? Conversation.title(fromWordsOf: posting.content),
                (old.titleSource ?? .words).rawValue, old.model ?? (posting.asksModel ? posting.model : nil),
                old.provider ?? (posting.asksModel ? posting.provider : nil),
                revision, old.id.string,
            ])
    }

    private static func requireNoGeneration(in id: Conversation.ID, db: GRDB.Database) throws {
        let sql = "SELECT 1 FROM message WHERE conversationId = ? AND status = 'streaming'"
        guard try db.one(sql, [id.string]) == nil else {
            throw ParleyError.generationInProgress
        }
    }

    private static func parent(
        of posting: Posting, in conversation: Conversation, db: GRDB.Database
    ) throws -> Message.ID? {
        if posting.beginsAnew { return nil }
        guard let id = posting.parentID else { return conversation.leaf }
        guard let parent = try message(id, in: conversation.id, db: db),
            try parent.role == .assistant || !hasAnswer(parent.id, db: db)
        else {
            throw ParleyError(
                .unprocessable, "parent_id must name an answer, or a message without one, in this conversation.")
        }
        return parent.id
    }

    private static func hasAnswer(_ id: Message.ID, db: GRDB.Database) throws -> Bool {
        try db.one("SELECT 1 FROM message WHERE parentId = ? AND role = 'assistant'", [id.string]) != nil
    }

    private static func cutAnswer(
        _ id: Message.ID, to user: Message, in conversation: Conversation.ID, db: GRDB.Database
    ) throws -> Message {
        guard let answer = try message(id, in: conversation, db: db), answer.parentID == user.id else {
            throw ParleyError(.unprocessable, "continues must name an answer to that message.")
        }
        return answer
    }

    private static func insert(
        _ message: Message, requestedBy: Person.ID, clientID: String?, in db: GRDB.Database
    ) throws {
        try db.run(
            """
            INSERT INTO message (id, conversationId, parentId, role, authorId, requestedById, clientId, content,
                reasoning, status, model, provider, revision, createdAt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                message.id.string, message.conversationID.string, message.parentID?.string, message.role.rawValue,
                message.author?.id.string, requestedBy.string, clientID, message.content, message.reasoning,
                message.status.rawValue, message.model, message.provider, message.revision,
                message.createdAt.stored,
            ])
    }
}
