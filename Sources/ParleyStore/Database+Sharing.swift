public import Foundation
internal import GRDB
public import ParleyCore

/// Who else a conversation is for. Each change takes a revision, leaves a note in the timeline and a row in the audit.
extension Database {
    public func sharing(of id: Conversation.ID, for person: Person.ID) async throws -> Sharing {
        try await read { db in
            try Self.sharing(of: try Self.conversation(id, for: person, in: db), in: db)
        }
    }

    /// Names somebody, or gives them another access.
    public func share(
        _ id: Conversation.ID, with target: Person.ID, access: TeamAccess, by caller: Caller, now: Date
    ) async throws -> (conversation: Conversation, sharing: Sharing) {
        try await write { db in
            let (old, actor) = try Self.managed(id, by: caller, in: db)
            guard let person = try Self.name(of: target, in: db) else { throw ParleyError.notFound }
            guard target != old.owner.id else {
                throw ParleyError(.conflict, "\(person.name) began this conversation and may do everything in it.")
            }
            let sql = "SELECT count(*) AS count FROM member WHERE conversationId = ? AND access IS NOT NULL"
            let named: Int = try db.one(sql, [id.string])?["count"] ?? 0
            guard old.members.contains(target) || named < Sharing.maximumMembers else {
                throw ParleyError(
                    .unprocessable, "A conversation has at most \(Sharing.maximumMembers) people; open it to the team.")
            }
            let had = try Self.access(of: target, in: id, db: db)
            if had != access.rawValue {
                try Self.keep(target, access: access.rawValue, in: id, now: now, db: db)
                let kind = had == nil ? TimelineNote.Kind.added : .access
                try Self.note(kind, by: actor, person: target, access.rawValue, in: id, now: now, db: db)
                try Self.record(
                    AuditNote(
                        .shared, by: caller, person: person, conversation: id, detail: ["access": access.rawValue]),
                    at: now, in: db)
            }
            let conversation = try Self.conversation(id, for: actor.id, in: db)
            return (conversation, try Self.sharing(of: conversation, in: db))
        }
    }

    /// Takes somebody out: the owner may take out anybody, everybody themselves.
    /// - Returns: The conversation as it is now, and as it was for who was taken out.
    public func unshare(
        _ id: Conversation.ID, with target: Person.ID, by caller: Caller, now: Date
    ) async throws -> Conversation {
        try await write { db in
            guard let actor = caller.person else { throw ParleyError.notFound }
            let isLeaving = actor.id == target
            let old = try Self.conversation(id, for: actor.id, to: isLeaving ? .read : .manage, in: db)
            guard target != old.owner.id else {
                throw ParleyError(.conflict, "Who began a conversation stays in it; it can be deleted.")
            }
            guard old.members.contains(target), let person = try Self.name(of: target, in: db, evenDisabled: true)
            else { throw ParleyError.notFound }
            try db.run("DELETE FROM member WHERE conversationId = ? AND personId = ?", [id.string, target.string])
            try db.run("DELETE FROM reading WHERE conversationId = ? AND personId = ?", [id.string, target.string])
            try Self.note(isLeaving ? .left : .removed, by: actor, person: target, "", in: id, now: now, db: db)
            try Self.record(
                AuditNote(isLeaving ? .left : .unshared, by: caller, person: person, conversation: id), at: now, in: db)
            return try Self.conversation(id, for: old.owner.id, orAnyOf: old, in: db)
        }
    }

    /// Whose conversation it is, where a person reads it because it is open to the team and not because they are named.
    public func ownerOfUnnamed(_ id: Conversation.ID, for person: Person.ID) async throws -> PersonName? {
        try await read { db in
            let conversation = try Self.conversation(id, for: person, in: db)
            let isNamed = try Self.access(of: person, in: id, db: db) != nil
            return isNamed || conversation.owner.id == person ? nil : conversation.owner
        }
    }

    /// Puts what is open to the team into somebody's list.
    public func join(_ id: Conversation.ID, by person: PersonName, now: Date) async throws -> Conversation {
        try await write { db in
            let old = try Self.conversation(id, for: person.id, in: db)
            try Self.join(old, by: person, now: now, db: db)
            return try Self.conversation(id, for: person.id, in: db)
        }
    }

    /// Who writes in what is open to the team has joined it.
    static func join(_ conversation: Conversation, by person: PersonName, now: Date, db: GRDB.Database) throws {
        guard conversation.owner.id != person.id, !conversation.members.contains(person.id) else { return }
        guard conversation.members.count < Sharing.maximumMembers else { return }
        try keep(person.id, access: nil, in: conversation.id, now: now, db: db)
        try db.run(
            "INSERT OR REPLACE INTO reading (personId, conversationId, revision) VALUES (?, ?, ?)",
            [person.id.string, conversation.id.string, conversation.revision])
        try note(.joined, by: person, person: person.id, "", in: conversation.id, now: now, db: db)
    }

    /// Opens a conversation to the team, or closes it.
    static func open(
        _ old: Conversation, to access: TeamAccess, by caller: Caller, actor: PersonName, now: Date, db: GRDB.Database
    ) throws {
        guard access != old.teamAccess else { return }
        try db.run("UPDATE conversation SET teamAccess = ? WHERE id = ?", [access.rawValue, old.id.string])
        try note(.team, by: actor, person: nil, access.rawValue, in: old.id, now: now, db: db)
        try record(
            AuditNote(.teamAccess, by: caller, conversation: old.id, detail: ["access": access.rawValue]), at: now,
            in: db)
    }

    /// How far somebody has read; never back.
    public func markRead(_ id: Conversation.ID, upTo revision: Int, by person: Person.ID) async throws -> Conversation {
        try await write { db in
            let conversation = try Self.conversation(id, for: person, in: db)
            // What is not in somebody's list is never unread for them, so nothing is kept of it.
            guard conversation.owner.id == person || conversation.members.contains(person) else { return conversation }
            try db.run(
                """
                INSERT INTO reading (personId, conversationId, revision) VALUES (:person, :id, :revision)
                ON CONFLICT (personId, conversationId) DO UPDATE SET revision = excluded.revision
                    WHERE excluded.revision > revision
                """,
                [
                    "person": person.string, "id": id.string,
                    "revision": min(max(revision, 0), conversation.revision),
                ])
            return try Self.conversation(id, for: person, in: db)
        }
    }

    /// Everybody who may come in, for sharing and for mentions.
    public func teamNames() async throws -> [PersonName] {
        try await read { db in
            try db.all("SELECT id, name FROM person WHERE isDisabled = 0 ORDER BY name LIMIT 2000").map(PersonName.init)
        }
    }

    // MARK: Parts

    private static func managed(
        _ id: Conversation.ID, by caller: Caller, in db: GRDB.Database
    ) throws -> (Conversation, PersonName) {
        guard let actor = caller.person else { throw ParleyError.notFound }
        return (try conversation(id, for: actor.id, to: .manage, in: db), actor)
    }

    private static func access(of person: Person.ID, in id: Conversation.ID, db: GRDB.Database) throws -> String? {
        let sql = "SELECT access FROM member WHERE conversationId = ? AND personId = ?"
        return try db.one(sql, [id.string, person.string])?["access"]
    }

    private static func keep(
        _ person: Person.ID, access: String?, in id: Conversation.ID, now: Date, db: GRDB.Database
    ) throws {
        try db.run(
            """
            INSERT INTO member (conversationId, personId, access, joinedAt) VALUES (?, ?, ?, ?)
            ON CONFLICT (conversationId, personId) DO UPDATE SET access = excluded.access
            """, [id.string, person.string, access, now.stored])
    }

    private static func name(
        of id: Person.ID, in db: GRDB.Database, evenDisabled: Bool = false
    ) throws -> PersonName? {
        let sql = "SELECT id, name FROM person WHERE id = ? AND (isDisabled = 0 OR ?)"
        return try db.one(sql, [id.string, evenDisabled]).map(PersonName.init)
    }

    /// What is left for the feed to tell the others, as the owner sees it; one who is disabled sees nothing any more.
    private static func conversation(
        _ id: Conversation.ID, for owner: Person.ID, orAnyOf old: Conversation, in db: GRDB.Database
    ) throws -> Conversation {
        do {
            return try conversation(id, for: owner, in: db)
        } catch let error as ParleyError where error.code == .notFound {
            return old
        }
    }

    private static func sharing(of conversation: Conversation, in db: GRDB.Database) throws -> Sharing {
        let rows = try db.all(
            """
            SELECT person.id, person.name, person.role, member.access, member.joinedAt FROM member
                JOIN person ON person.id = member.personId
            WHERE member.conversationId = ? AND person.isDisabled = 0 ORDER BY member.joinedAt, person.name
            """, [conversation.id.string])
        let owner = Sharing.Member(person: conversation.owner, access: .owner, joinedAt: conversation.createdAt)
        let named = rows.compactMap { member($0, conversation.teamAccess) }
        return Sharing(members: [owner] + named, teamAccess: conversation.teamAccess)
    }

    private static func member(_ row: Row, _ team: TeamAccess) -> Sharing.Member? {
        let own = row["access"] as String?
        guard own != nil || team != .none else { return nil }
        let mayWrite = (own == "write" || team == .write) && row["role"] != "reviewer"
        return Sharing.Member(
            person: PersonName(row: row), access: mayWrite ? .write : .read, joinedAt: row.date("joinedAt"))
    }
}

extension PersonName {
    init(row: Row) {
        self.init(id: Person.ID(stored: row["id"]), name: row["name"])
    }
}

// MARK: Notes of the timeline

extension Database {
    private static let maximumNotes = 200

    /// Keeps a note, in the conversation's next revision. The list's order stays: nobody has said anything.
    static func note(
        _ kind: TimelineNote.Kind, by actor: PersonName, person: Person.ID?, _ detail: String,
        in id: Conversation.ID, now: Date, db: GRDB.Database
    ) throws {
        let row = try db.one(
            """
            UPDATE conversation SET revision = revision + 1, ownRevision = revision + 1 WHERE id = ?
            RETURNING revision, leafId
            """, [id.string])
        try db.run(
            """
            INSERT INTO note (id, conversationId, revision, kind, actorId, personId, detail, afterId, createdAt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                TimelineNote.ID().string, id.string, row?["revision"] as Int?, kind.rawValue, actor.id.string,
                person?.string, detail, row?["leafId"] as String?, now.stored,
            ])
    }

    static func notes(in id: Conversation.ID, after revision: Int, db: GRDB.Database) throws -> [TimelineNote] {
        try db.all(
            "\(TimelineNote.select) WHERE note.conversationId = ? AND note.revision > ? ORDER BY note.revision LIMIT ?",
            [id.string, revision, maximumChanges + 1]
        ).map(TimelineNote.init(row:))
    }

    /// The newest notes that stand after one of these messages, or at the top where the page begins there.
    static func notes(of page: TranscriptPage, db: GRDB.Database) throws -> [TimelineNote] {
        let newest = try db.all(
            "\(TimelineNote.select) WHERE note.conversationId = ? ORDER BY note.revision DESC LIMIT ?",
            [page.conversation.id.string, maximumNotes * 5]
        ).map(TimelineNote.init(row:))
        let shown = Set(page.messages.map(\.id))
        let isHere = { (note: TimelineNote) in
            note.afterID.map(shown.contains) ?? (page.previous == nil)
        }
        return newest.filter(isHere).prefix(maximumNotes).reversed()
    }
}
