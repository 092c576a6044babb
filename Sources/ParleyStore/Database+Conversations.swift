public import Foundation
internal import GRDB
public import ParleyCore

/// What is to be changed of a conversation; nil leaves it as it is.
public struct ConversationChange: Sendable {
    public var title: String?
    public var model: String?
    public var provider: String?
    /// `.some(nil)` removes it.
    public var systemPrompt: String??
    public var params: CompletionParams?
    public var isArchived: Bool?
    public var isPinned: Bool?
    public var summarizes: Bool?
    /// A person's text for the summary; empty removes it.
    public var summary: String?

    public init() {}
}

extension Database {
    /// So many pinned conversations come with the first page of a list.
    private static let maximumPinned = 100

    /// Keeps a new conversation. The same client id again gives the one that exists.
    public func add(_ conversation: Conversation, clientID: String?) async throws -> Conversation {
        try await write { db in
            if let clientID, let row = try db.one(Self.byClient, [conversation.owner.id.string, clientID]) {
                return Conversation(row: row)
            }
            try db.run(
                """
                INSERT INTO conversation
                    (id, ownerId, title, titleSource, model, provider, systemPrompt, params, clientId, createdAt,
                     updatedAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    conversation.id.string, conversation.owner.id.string, conversation.title,
                    conversation.titleSource?.rawValue, conversation.model, conversation.provider,
                    conversation.systemPrompt, try StoredParams.encode(conversation.params), clientID,
                    conversation.createdAt.stored, conversation.updatedAt.stored,
                ])
            return conversation
        }
    }

    private static let byClient = """
        SELECT \(Conversation.columns) FROM \(Conversation.tables)
        WHERE conversation.ownerId = ? AND conversation.clientId = ? AND conversation.deletedAt IS NULL
        """

    public func conversation(_ id: Conversation.ID, for person: Person.ID) async throws -> Conversation {
        try await read { db in try Self.conversation(id, for: person, in: db) }
    }

    /// A page of what a person may see, newest activity first; conversations without a message are not listed. The
    /// first page begins with all that are pinned, however old they are.
    public func conversations(
        for person: Person.ID, archived: Bool, after cursor: ListCursor?, limit: Int
    ) async throws -> ConversationList {
        try await read { db in
            let isFirst = cursor == nil
            let pinned = isFirst ? try Self.list(.pinned, person, archived, nil, Self.maximumPinned, db) : []
            let rows = try Self.list(.others, person, archived, cursor, limit + 1, db)
            let page = rows.prefix(limit)
            let next = rows.count > limit ? page.last.map { ($0.updatedAt.stored, $0.id.string) } : nil
            return ConversationList(conversations: pinned + page, next: next.map(ListCursor.init(time:id:)))
        }
    }

    private enum Part: Int {
        case others = 0
        case pinned = 1
    }

    private static func list(
        _ part: Part, _ person: Person.ID, _ archived: Bool, _ cursor: ListCursor?, _ limit: Int, _ db: GRDB.Database
    ) throws -> [Conversation] {
        try db.all(
            """
            SELECT \(Conversation.columns) FROM \(Conversation.tables)
            WHERE \(AccessRule.visible) AND conversation.leafId IS NOT NULL AND isArchived = :archived
                AND isPinned = :pinned AND (updatedAt, conversation.id) < (:time, :id)
            ORDER BY updatedAt DESC, conversation.id DESC LIMIT :limit
            """,
            [
                "person": person.string, "archived": archived, "pinned": part.rawValue,
                "time": cursor?.time ?? Int64.max, "id": cursor?.id ?? "", "limit": limit,
            ]
        ).map(Conversation.init(row:))
    }

    /// Changes a conversation and takes its next revision.
    public func change(
        _ id: Conversation.ID, for person: Person.ID, _ change: ConversationChange
    ) async throws -> Conversation {
        try await write { db in
            let old = try Self.conversation(id, for: person, in: db)
            try db.run(
                """
                UPDATE conversation SET revision = revision + 1, ownRevision = revision + 1, title = ?,
                    titleSource = ?, model = ?, provider = ?, systemPrompt = ?, params = ?, isArchived = ?, isPinned = ?,
                    summarizes = ?
                WHERE id = ?
                """,
                [
                    change.title ?? old.title, change.title == nil ? old.titleSource?.rawValue : "person",
                    change.model ?? old.model, change.provider ?? old.provider,
                    change.systemPrompt ?? old.systemPrompt, try StoredParams.encode(change.params ?? old.params),
                    change.isArchived ?? old.isArchived, change.isPinned ?? old.isPinned,
                    change.summarizes ?? old.summarizes, id.string,
                ])
            if let text = change.summary { try Self.change(summary: text, of: old, in: db) }
            return try Self.conversation(id, for: person, in: db)
        }
    }

    /// A person's words for the summary, which tells of the same messages as before.
    private static func change(summary text: String, of old: Conversation, in db: GRDB.Database) throws {
        guard old.summary != nil || text.isEmpty else {
            throw ParleyError(.unprocessable, "This conversation has no summary yet.")
        }
        let kept = text.isEmpty ? nil : old.summary
        try db.run(
            "UPDATE conversation SET summary = ?, summaryUntilId = ?, summarySource = ?, summaryAt = ? WHERE id = ?",
            [
                kept.map { _ in text.storable }, kept?.untilMessageID.string, kept.map { _ in "person" },
                kept.map { _ in Date().stored }, old.id.string,
            ])
    }

    /// Puts a model's title in the place of the first words; never in the place of a person's.
    public func suggestTitle(_ title: String, for id: Conversation.ID) async throws {
        try await write { db in
            try db.run(
                """
                UPDATE conversation SET title = ?, titleSource = 'model', revision = revision + 1,
                    ownRevision = revision + 1
                WHERE id = ? AND titleSource = 'words' AND deletedAt IS NULL
                """, [title, id.string])
        }
    }

    /// Moves a conversation to the trash; from then on it is not found.
    public func trash(_ id: Conversation.ID, for person: Person.ID, now: Date) async throws -> Conversation {
        try await write { db in
            var conversation = try Self.conversation(id, for: person, in: db)
            guard
                try db.one("SELECT 1 FROM message WHERE conversationId = ? AND status = 'streaming'", [id.string])
                    == nil
            else { throw ParleyError(.generationInProgress, "An answer is being written; stop it first.") }
            try db.run(
                """
                UPDATE conversation SET deletedAt = ?, revision = revision + 1, ownRevision = revision + 1 WHERE id = ?
                """, [now.stored, id.string])
            conversation.deletedAt = now
            conversation.revision += 1
            return conversation
        }
    }
}
