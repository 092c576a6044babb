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
    public var teamAccess: TeamAccess?

    public init() {}

    /// Where the conversation stands in one person's list is theirs alone.
    var isOnlyPlace: Bool {
        title == nil && model == nil && provider == nil && systemPrompt == nil && params == nil && summarizes == nil
            && summary == nil && teamAccess == nil
    }

    var deed: Deed { teamAccess != nil ? .manage : isOnlyPlace ? .read : .write }
}

extension Database {
    /// So many pinned conversations come with the first page of a list.
    private static let maximumPinned = 100

    /// Keeps a new conversation. The same client id again gives the one that exists.
    public func add(_ conversation: Conversation, clientID: String?) async throws -> Conversation {
        try await write { db in
            let owner = conversation.owner.id.string
            if let clientID, let row = try db.one(Self.byClient, ["person": owner, "client": clientID]) {
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
        \(AccessRule.select)
        WHERE conversation.ownerId = :person AND conversation.clientId = :client AND conversation.deletedAt IS NULL
        """

    public func conversation(
        _ id: Conversation.ID, for person: Person.ID, to deed: Deed = .read
    ) async throws -> Conversation {
        try await read { db in try Self.conversation(id, for: person, to: deed, in: db) }
    }

    /// A page of a person's list, newest activity first: what they began, what they are named in, what they have joined.
    /// Conversations without a message are not listed. The first page begins with all that are pinned, however old.
    public func conversations(
        for person: Person.ID, archived: Bool, after cursor: ListCursor?, limit: Int
    ) async throws -> ConversationList {
        try await read { db in
            let list = ListPart(person: person, isArchived: archived)
            let pinned = cursor == nil ? try list.read(isPinned: true, nil, Self.maximumPinned, db) : []
            return Self.page(try list.read(isPinned: false, cursor, limit + 1, db), limit, after: pinned)
        }
    }

    /// A page of what is open to the team, newest activity first.
    public func teamConversations(
        for person: Person.ID, after cursor: ListCursor?, limit: Int
    ) async throws -> ConversationList {
        try await read { db in
            let rows = try db.all(
                """
                \(AccessRule.select)
                WHERE conversation.teamAccess <> 'none' AND conversation.deletedAt IS NULL
                    AND conversation.leafId IS NOT NULL AND (updatedAt, conversation.id) < (:time, :id)
                ORDER BY updatedAt DESC, conversation.id DESC LIMIT :limit
                """,
                [
                    "person": person.string, "time": cursor?.time ?? Int64.max, "id": cursor?.id ?? "",
                    "limit": limit + 1,
                ])
            return Self.page(rows.map(Conversation.init(row:)), limit, after: [])
        }
    }

    private static func page(
        _ rows: [Conversation], _ limit: Int, after pinned: [Conversation]
    ) -> ConversationList {
        let page = rows.prefix(limit)
        let next = rows.count > limit ? page.last.map { ($0.updatedAt.stored, $0.id.string) } : nil
        return ConversationList(conversations: pinned + page, next: next.map(ListCursor.init(time:id:)))
    }

    /// Changes a conversation and takes its next revision; its place in somebody's own list takes none.
    public func change(
        _ id: Conversation.ID, by caller: Caller, _ change: ConversationChange, now: Date = .now
    ) async throws -> Conversation {
        try await write { db in
            guard let actor = caller.person else { throw ParleyError.notFound }
            let old = try Self.conversation(id, for: actor.id, to: change.deed, in: db)
            try Self.place(old, for: actor.id, change, in: db)
            if !change.isOnlyPlace || old.owner.id == actor.id { try Self.apply(change, to: old, in: db) }
            if let text = change.summary { try Self.change(summary: text, of: old, in: db) }
            if let access = change.teamAccess {
                try Self.open(old, to: access, by: caller, actor: actor, now: now, db: db)
            }
            return try Self.conversation(id, for: actor.id, in: db)
        }
    }

    private static func apply(_ change: ConversationChange, to old: Conversation, in db: GRDB.Database) throws {
        try db.run(
            """
            UPDATE conversation SET revision = revision + 1, ownRevision = revision + 1, title = ?, titleSource = ?,
                model = ?, provider = ?, systemPrompt = ?, params = ?, summarizes = ?
            WHERE id = ?
            """,
            [
                change.title ?? old.title, change.title == nil ? old.titleSource?.rawValue : "person",
                change.model ?? old.model, change.provider ?? old.provider,
                change.systemPrompt ?? old.systemPrompt, try StoredParams.encode(change.params ?? old.params),
                change.summarizes ?? old.summarizes, old.id.string,
            ])
    }

    /// The owner's place is in the conversation's own row, by which their list is ordered; others' with their membership.
    private static func place(
        _ old: Conversation, for person: Person.ID, _ change: ConversationChange, in db: GRDB.Database
    ) throws {
        guard change.isPinned != nil || change.isArchived != nil else { return }
        let isPinned = change.isPinned ?? old.isPinned
        let isArchived = change.isArchived ?? old.isArchived
        guard old.owner.id != person else {
            return try db.run(
                "UPDATE conversation SET isPinned = ?, isArchived = ? WHERE id = ?",
                [isPinned, isArchived, old.id.string])
        }
        guard old.members.contains(person) else {
            throw ParleyError(.conflict, "This conversation is not in your list; join it first.")
        }
        try db.run(
            "UPDATE member SET isPinned = ?, isArchived = ? WHERE conversationId = ? AND personId = ?",
            [isPinned, isArchived, old.id.string, person.string])
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

    /// Takes back a conversation in which nothing was ever asked.
    public func discard(_ id: Conversation.ID, of owner: Person.ID) async throws {
        try await write { db in
            try db.run(
                """
                DELETE FROM conversation WHERE id = :id AND ownerId = :owner AND NOT EXISTS (
                    SELECT 1 FROM message WHERE conversationId = :id AND model IS NOT NULL)
                """, ["id": id.string, "owner": owner.string])
        }
    }

    /// Moves a conversation to the trash; from then on it is not found.
    public func trash(_ id: Conversation.ID, by caller: Caller, now: Date) async throws -> Conversation {
        try await write { db in
            guard let actor = caller.person else { throw ParleyError.notFound }
            var conversation = try Self.conversation(id, for: actor.id, to: .manage, in: db)
            guard
                try db.one("SELECT 1 FROM message WHERE conversationId = ? AND status = 'streaming'", [id.string])
                    == nil
            else { throw ParleyError(.generationInProgress, "An answer is being written; stop it first.") }
            try db.run(
                """
                UPDATE conversation SET deletedAt = ?, revision = revision + 1, ownRevision = revision + 1 WHERE id = ?
                """, [now.stored, id.string])
            try Self.record(AuditNote(.conversationDeleted, by: caller, conversation: id), at: now, in: db)
            conversation.deletedAt = now
            conversation.revision += 1
            return conversation
        }
    }
}

/// The conversations of one person's list, from the two places where they stand.
private struct ListPart {
    let person: Person.ID
    let isArchived: Bool

    /// The newest of what is one's own and of what one shares, merged.
    func read(
        isPinned: Bool, _ cursor: ListCursor?, _ limit: Int, _ db: GRDB.Database
    ) throws -> [Conversation] {
        let arguments: StatementArguments = [
            "person": person.string, "archived": isArchived, "pinned": isPinned,
            "time": cursor?.time ?? Int64.max, "id": cursor?.id ?? "", "limit": limit,
        ]
        let own = try db.all(Self.own, arguments).map(Conversation.init(row:))
        let shared = try db.all(Self.shared, arguments).map(Conversation.init(row:))
        guard !shared.isEmpty else { return own }
        let merged = (own + shared).sorted {
            ($0.updatedAt.stored, $0.id.string) > ($1.updatedAt.stored, $1.id.string)
        }
        return Array(merged.prefix(limit))
    }

    private static let page = """
        AND conversation.deletedAt IS NULL AND conversation.leafId IS NOT NULL
            AND (updatedAt, conversation.id) < (:time, :id)
        ORDER BY updatedAt DESC, conversation.id DESC LIMIT :limit
        """

    private static let own = """
        \(AccessRule.select)
        WHERE conversation.ownerId = :person AND conversation.isArchived = :archived
            AND conversation.isPinned = :pinned \(page)
        """

    private static let shared = """
        \(AccessRule.select)
        WHERE member.personId = :person AND conversation.ownerId <> :person AND member.isArchived = :archived
            AND member.isPinned = :pinned AND (member.access IS NOT NULL OR conversation.teamAccess <> 'none') \(page)
        """
}
