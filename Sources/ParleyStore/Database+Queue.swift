internal import GRDB
public import ParleyCore

/// Messages that wait for their turn. They are kept like any other, so a restart loses none.
extension Database {
    /// Puts a message behind those that wait. The same client id again gives the one that waits already.
    /// - Returns: What waits, and its place from 1.
    public func enqueue(_ send: QueuedSend) async throws -> (waiting: QueuedSend, position: Int) {
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
            try db.run("DELETE FROM queuedSend WHERE id = ?", [id.string])
        }
    }

    /// What is sent next, and as whom; what nobody may send any more is dropped.
    public func nextSend(in id: Conversation.ID) async throws -> (send: QueuedSend, person: Person)? {
        try await write { db in
            for send in try Self.queue(of: id, db: db) {
                let row = try db.one("SELECT * FROM person WHERE id = ?", [send.author.id.string])
                let conversation = try? Self.conversation(id, for: send.author.id, to: .write, in: db)
                if let row, conversation != nil { return (send, Person(row: row)) }
                try db.run("DELETE FROM queuedSend WHERE id = ?", [send.id.string])
            }
            return nil
        }
    }

    /// Where something waits, for a server that starts.
    public func conversationsWithQueue() async throws -> [Conversation.ID] {
        try await read { db in
            try db.all("SELECT DISTINCT conversationId AS id FROM queuedSend").map { Conversation.ID(stored: $0["id"]) }
        }
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
