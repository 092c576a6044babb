internal import GRDB
public import ParleyCore

/// Messages that wait for their turn. They are kept like any other, so a restart loses none.
extension Database {
    /// Puts a message behind those that wait. The same client id again gives the one that waits already.
    /// - Returns: What waits, and its place from 1; nil where its turn has come before.
    public func enqueue(_ send: QueuedSend) async throws -> (waiting: QueuedSend, position: Int)? {
        try await write { db in
            let conversation = try Self.conversation(send.conversationID, for: send.author.id, to: .write, in: db)
            let queue = try Self.queue(of: conversation.id, db: db)
            if let clientID = send.clientID,
                let place = queue.firstIndex(where: { $0.clientID == clientID && $0.author.id == send.author.id })
            {
                guard queue[place].content == send.content.storable else {
                    throw ParleyError(
                        .unprocessable, "This client_id was used for something else in this conversation.")
                }
                return (queue[place], place + 1)
            }
            if let clientID = send.clientID, try Self.isUsed(clientID, by: send.author.id, in: conversation.id, db: db)
            {
                return nil
            }
            guard queue.count < QueuedSend.maximumWaiting,
                queue.count(where: { $0.author.id == send.author.id }) < QueuedSend.maximumOfOne
            else {
                throw ParleyError(.rateLimit, "Too many messages wait in this conversation already.", retryAfter: 10)
            }
            try db.run(
                """
                INSERT INTO queuedSend (id, conversationId, personId, content, model, clientId, createdAt)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    send.id.string, send.conversationID.string, send.author.id.string, send.content.storable,
                    send.model,
                    send.clientID, send.createdAt.stored,
                ])
            return (send, queue.count + 1)
        }
    }

    public func queue(of id: Conversation.ID, for person: Person.ID) async throws -> [QueuedSend] {
        try await read { db in
            try Self.queue(of: try Self.conversation(id, for: person, in: db).id, db: db)
        }
    }

    /// Takes a message out that waits: its author may, and the owner.
    public func unqueue(_ id: QueuedSend.ID, in conversation: Conversation.ID, by person: Person.ID) async throws {
        try await write { db in
            let found = try Self.conversation(conversation, for: person, in: db)
            guard let send = try Self.queue(of: found.id, db: db).first(where: { $0.id == id }) else {
                throw ParleyError.notFound
            }
            guard send.author.id == person || found.access == .owner else {
                throw ParleyError(.forbidden, "Only who wrote it, or who began the conversation, may do that.")
            }
            try Self.removeQueued(id, in: db)
        }
    }

    /// Keeps what has waited together with an answer that failed: nobody could be asked.
    public func refuse(_ posting: Posting, because failure: ReplyFailure) async throws -> Posted {
        try await write { db in
            var posted = try Self.post(posting, in: db)
            guard !posted.isRepeat else { return posted }
            posted.assistant.status = .error
            posted.assistant.failure = failure
            posted.assistant = try Self.finish(posted.assistant, now: posting.now, in: db)
            return posted
        }
    }

    /// What is sent next, and as whom; what nobody may send any more is dropped.
    public func nextSend(in id: Conversation.ID) async throws -> (send: QueuedSend, person: Person)? {
        try await write { db in
            for send in try Self.queue(of: id, db: db) {
                let row = try db.one("SELECT * FROM person WHERE id = ?", [send.author.id.string])
                if let row, try Self.mayWrite(send.author.id, in: id, db: db) { return (send, Person(row: row)) }
                try Self.removeQueued(send.id, in: db)
            }
            return nil
        }
    }

    private static func mayWrite(_ person: Person.ID, in id: Conversation.ID, db: GRDB.Database) throws -> Bool {
        do {
            _ = try conversation(id, for: person, to: .write, in: db)
            return true
        } catch let error as ParleyError where error.code == .notFound || error.code == .forbidden {
            return false
        }
    }

    /// Where something waits, for a server that starts.
    public func conversationsWithQueue() async throws -> [Conversation.ID] {
        try await read { db in
            try db.all("SELECT DISTINCT conversationId AS id FROM queuedSend").map { Conversation.ID(stored: $0["id"]) }
        }
    }

    /// Who comes while others wait, waits behind them; what has waited must not have been taken back.
    static func requireTurn(of posting: Posting, db: GRDB.Database) throws {
        if let waited = posting.queuedID {
            guard try removeQueued(waited, in: db) else { throw ParleyError.notFound }
        } else {
            let sql = "SELECT 1 FROM queuedSend WHERE conversationId = ?"
            guard try db.one(sql, [posting.conversationID.string]) == nil else {
                throw ParleyError(
                    .generationInProgress, "Others wait for their turn in this conversation; try again soon.")
            }
        }
    }

    /// - Returns: Whether it waited.
    @discardableResult
    static func removeQueued(_ id: QueuedSend.ID, in db: GRDB.Database) throws -> Bool {
        try db.run("DELETE FROM queuedSend WHERE id = ?", [id.string])
        return db.changesCount > 0
    }

    private static func queue(of id: Conversation.ID, db: GRDB.Database) throws -> [QueuedSend] {
        try db.all(
            """
            SELECT queuedSend.*, person.name AS authorName FROM queuedSend JOIN person ON person.id = personId
            WHERE conversationId = ? ORDER BY seq
            """, [id.string]
        ).map { row in
            QueuedSend(
                id: QueuedSend.ID(stored: row["id"]), conversationID: id,
                author: PersonName(id: Person.ID(stored: row["personId"]), name: row["authorName"]),
                content: row["content"], model: row["model"], clientID: row["clientId"],
                createdAt: row.date("createdAt"))
        }
    }
}
