internal import GRDB
import GRDBSQLite
public import ParleyCore

/// What changed in a conversation since a revision.
public struct Changes: Sendable {
    public var conversation: Conversation
    /// Nil where the conversation itself did not change.
    public var conversationRevision: Int?
    /// By revision; always with the answer that is being written.
    public var messages: [Message]
    /// By revision.
    public var notes: [TimelineNote]
}

/// What was said before an answer.
public struct Past: Sendable {
    public var history: [HistoryEntry] = []
    public var lastCut: StoredCut?
    public var promptTokens: Int?
    /// Who counted it.
    public var model: ModelKey?

    public init(history: [HistoryEntry] = []) {
        self.history = history
    }

    /// By what the last prompt was counted, where that is known.
    public var tokenRatio: Double? { TokenRatio.last(counted: promptTokens, cut: lastCut) }
}

extension Database {
    /// A page holds at most this many bytes of text, but always an answer with its question.
    static let maximumPageBytes = 256 << 10
    /// Who missed more changed messages than this is better served by a snapshot.
    static let maximumChanges = 200

    /// The page before a message, or the newest.
    public func transcript(
        _ id: Conversation.ID, for person: Person.ID, before: Message.ID?, limit: Int
    ) async throws -> TranscriptPage {
        try await read { db in
            let conversation = try Self.conversation(id, for: person, in: db)
            var start = conversation.leaf
            if let before {
                guard let message = try Self.message(before, in: id, db: db) else { throw ParleyError.notFound }
                start = message.parentID
            }
            var page = try Self.page(endingAt: start, limit: limit, of: conversation, db: db)
            page.notes = try Self.notes(of: page, db: db)
            return page
        }
    }

    public func message(
        _ id: Message.ID, in conversation: Conversation.ID, for person: Person.ID
    ) async throws -> Message {
        try await read { db in
            _ = try Self.conversation(conversation, for: person, in: db)
            guard let message = try Self.message(id, in: conversation, db: db) else { throw ParleyError.notFound }
            return message
        }
    }

    /// Some bytes of one text of an answer. They are read where they lie, so that a piece of a long text costs no more
    /// memory than itself (https://sqlite.org/c3ref/blob_open.html).
    public func text(of id: Message.ID, _ kind: DraftPiece.Kind, bytes: Range<Int>) async throws -> [UInt8] {
        let column = kind == .content ? "content" : "reasoning"
        return try await read { db in
            guard let seq = try db.one("SELECT seq FROM message WHERE id = ?", [id.string])?["seq"] as Int64? else {
                throw ParleyError.notFound
            }
            var blob: OpaquePointer?
            let code = sqlite3_blob_open(db.sqliteConnection, "main", "message", column, seq, 0, &blob)
            defer { sqlite3_blob_close(blob) }
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
            let range = bytes.clamped(to: 0..<Int(sqlite3_blob_bytes(blob)))
            return try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
                let code = sqlite3_blob_read(blob, buffer.baseAddress, Int32(range.count), Int32(range.lowerBound))
                guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
                count = range.count
            }
        }
    }

    /// What is newer than a revision; nil where it is unknown or too old, so that a snapshot must be sent.
    public func changes(
        in id: Conversation.ID, for person: Person.ID, after revision: Int
    ) async throws -> Changes? {
        try await read { db -> Changes? in
            let conversation = try Self.conversation(id, for: person, in: db)
            guard (1...conversation.revision).contains(revision) else { return nil }
            let rows = try db.all(
                """
                SELECT \(Message.columns) FROM \(Message.tables)
                WHERE conversationId = ? AND (message.revision > ? OR message.status = 'streaming')
                ORDER BY message.revision LIMIT ?
                """, [id.string, revision, Self.maximumChanges + 1])
            guard rows.count <= Self.maximumChanges else { return nil }
            let own: Int =
                try db.one("SELECT ownRevision FROM conversation WHERE id = ?", [id.string])?["ownRevision"] ?? 0
            let notes = own > revision ? try Self.notes(in: id, after: revision, db: db) : []
            guard notes.count <= Self.maximumChanges else { return nil }
            return Changes(
                conversation: conversation, conversationRevision: own > revision ? own : nil,
                messages: rows.map(Message.init(row:)), notes: notes)
        }
    }

    /// The branch that leads to a message, oldest first, for the model. What lies so far back that no window of
    /// `windowTokens` reaches it comes without its text.
    public func history(upTo leaf: Message.ID, windowTokens: Int) async throws -> [HistoryEntry] {
        try await read { db in try Self.history(upTo: leaf, windowTokens: windowTokens, in: db) }
    }

    /// The same, with the cut of the newest answer above, where the last prompt began, and the tokens that prompt had.
    public func past(upTo leaf: Message.ID, windowTokens: Int) async throws -> Past {
        try await read { db in
            let history = try Self.history(upTo: leaf, windowTokens: windowTokens, in: db)
            var past = Past(history: history)
            if history.count > 1 {
                (past.lastCut, past.promptTokens, past.model) = try Self.lastCut(above: leaf, in: db)
            }
            return past
        }
    }

    static func history(
        upTo leaf: Message.ID, windowTokens: Int, in db: GRDB.Database
    ) throws -> [HistoryEntry] {
        // A token has at most about 12 bytes, so text past this many cannot be sent.
        let reach = windowTokens * 12 + (1 << 20)
        return try db.all(
            """
            WITH RECURSIVE branch (seq, parentId, depth) AS (
                SELECT seq, parentId, 0 FROM message WHERE id = ?
                UNION ALL
                SELECT parent.seq, parent.parentId, depth + 1
                FROM branch JOIN message AS parent ON parent.id = branch.parentId
            )
            SELECT message.id, message.role, content, length(CAST(content AS BLOB)) AS bytes, author.name AS speaker
            FROM branch JOIN message USING (seq) LEFT JOIN person AS author ON author.id = message.authorId
            ORDER BY depth
            """, [leaf.string]
        ).reduce(into: Reach(limit: reach)) { reach, row in reach.add(row) }.entries.reversed()
    }

    private struct Reach {
        let limit: Int
        var bytes = 0
        var entries: [HistoryEntry] = []

        mutating func add(_ row: Row) {
            let isReached = bytes < limit
            let length: Int = row["bytes"]
            bytes += length
            entries.append(
                HistoryEntry(
                    id: Message.ID(stored: row["id"]), role: row["role"] == "user" ? .user : .assistant,
                    content: isReached ? row["content"] : "", unreadBytes: isReached ? 0 : length,
                    speaker: row["speaker"]))
        }
    }

    private static func lastCut(
        above leaf: Message.ID, in db: GRDB.Database
    ) throws -> (cut: StoredCut?, promptTokens: Int?, model: ModelKey?) {
        let row = try db.one(
            """
            WITH RECURSIVE branch (parentId, cut, promptTokens, provider, model, depth) AS (
                SELECT parentId, cut, promptTokens, provider, model, 0 FROM message WHERE id = ?
                UNION ALL
                SELECT parent.parentId, parent.cut, parent.promptTokens, parent.provider, parent.model, depth + 1
                FROM branch JOIN message AS parent ON parent.id = branch.parentId
                WHERE branch.cut IS NULL AND depth < 16
            )
            SELECT cut, promptTokens, provider, model FROM branch WHERE cut IS NOT NULL LIMIT 1
            """, [leaf.string])
        let model = (row?["model"] as String?).flatMap { model in
            (row?["provider"] as String?).map { ModelKey(provider: $0, model: model) }
        }
        return (StoredCutText.decode(row?["cut"]), row?["promptTokens"], model)
    }

    static func message(_ id: Message.ID, in conversation: Conversation.ID, db: GRDB.Database) throws -> Message? {
        let sql = """
            SELECT \(Message.columns) FROM \(Message.tables) WHERE message.id = ? AND conversationId = ?
            """
        return try db.one(sql, [id.string, conversation.string]).map(Message.init(row:))
    }

    private static func page(
        endingAt start: Message.ID?, limit: Int, of conversation: Conversation, db: GRDB.Database
    ) throws -> TranscriptPage {
        guard let start else { return TranscriptPage(conversation: conversation, messages: [], previous: nil) }
        let cursor = try Row.fetchCursor(
            db.cachedStatement(sql: Self.branch), arguments: [start.string, limit])
        var messages: [Message] = []
        var bytes = 0
        while bytes < maximumPageBytes || messages.count < 2, let row = try cursor.next() {
            let message = Message(row: row)
            bytes += message.content.utf8.count + message.reasoning.utf8.count
            guard bytes < maximumPageBytes || messages.count < 2 else { break }
            messages.append(message)
        }
        let oldest = messages.last
        return TranscriptPage(
            conversation: conversation, messages: messages.reversed(),
            previous: oldest?.parentID == nil ? nil : oldest?.id)
    }

    private static let branch = """
        WITH RECURSIVE branch (seq, parentId, depth) AS (
            SELECT seq, parentId, 0 FROM message WHERE id = ?
            UNION ALL
            SELECT parent.seq, parent.parentId, depth + 1
            FROM branch JOIN message AS parent ON parent.id = branch.parentId
            LIMIT ?
        )
        SELECT \(Message.columns) FROM branch JOIN message ON message.seq = branch.seq \(Message.joins) ORDER BY depth
        """
}

extension Database {
    /// The answer that is being written in a conversation.
    public func runningAnswer(
        in id: Conversation.ID, for person: Person.ID, to deed: Deed
    ) async throws -> Message.ID? {
        try await read { db in
            _ = try Self.conversation(id, for: person, to: deed, in: db)
            let row = try db.one(
                "SELECT id FROM message WHERE conversationId = ? AND status = 'streaming'", [id.string])
            return (row?["id"] as String?).map(Message.ID.init(stored:))
        }
    }
}
