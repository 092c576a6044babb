public import Foundation
internal import GRDB
public import ParleyCore

extension Database {
    /// So many may be open at once.
    static let maximumInvites = 500
    /// What was used or is over is kept so long; the audit has the rest.
    private static let kept: TimeInterval = 30 * 86_400

    /// Keeps an invite; of its secret only the hash comes here. Fills in what it says of a person who is there.
    public func addInvite(_ wish: Invite, hash: Data, by caller: Caller) async throws -> Invite {
        try await write { db in
            try Self.requireAdmin(caller, in: db)
            try db.run("DELETE FROM invite WHERE expiresAt < ?", [(wish.createdAt - Self.kept).stored])
            let sql = "SELECT count(*) AS n FROM invite WHERE usedAt IS NULL AND expiresAt > ?"
            let open: Int = try db.one(sql, [wish.createdAt.stored])?["n"] ?? 0
            guard open < Self.maximumInvites else {
                throw ParleyError(.conflict, "There are \(Self.maximumInvites) open invites; revoke some first.")
            }
            let invite = try Self.completed(wish, in: db)
            try Self.insert(invite, hash: hash, in: db)
            try Self.note(.inviteCreated, invite, by: caller, now: invite.createdAt, in: db)
            return invite
        }
    }

    private static func completed(_ wish: Invite, in db: GRDB.Database) throws -> Invite {
        var invite = wish
        if let id = wish.person {
            guard let row = try db.one("SELECT * FROM person WHERE id = ?", [id.string]) else {
                throw ParleyError.notFound
            }
            let person = Person(row: row)
            guard !person.isDisabled else {
                throw ParleyError(.conflict, "\(person.name) is shut out; let them in again first.")
            }
            (invite.kind, invite.role, invite.name) = (.password, person.role, person.name)
        } else if let name = wish.name {
            try requireFree(name, in: db)
        }
        return invite
    }

    private static func insert(_ invite: Invite, hash: Data, in db: GRDB.Database) throws {
        try db.run(
            """
            INSERT INTO invite (id, tokenHash, kind, role, name, note, personId, createdById, createdAt, expiresAt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                invite.id.string, hash, invite.kind.rawValue, invite.role.rawValue, invite.name, invite.note,
                invite.person?.string, invite.createdBy?.id.string, invite.createdAt.stored, invite.expiresAt.stored,
            ])
    }

    /// Those that can still be used, newest first.
    public func openInvites(now: Date = .now) async throws -> [Invite] {
        try await read { db in
            try db.all(
                Self.selectSQL
                    + " WHERE usedAt IS NULL AND expiresAt > ? ORDER BY invite.createdAt DESC, invite.id DESC",
                [now.stored]
            ).map(Invite.init(row:))
        }
    }

    /// The invite whose secret has this hash; throws the same words for every one that cannot be used.
    public func invite(hash: Data, now: Date = .now) async throws -> Invite {
        try await read { db in try Self.invite(hash: hash, now, in: db) }
    }

    private static func invite(hash: Data, _ now: Date, in db: GRDB.Database) throws -> Invite {
        let sql =
            selectSQL + """
                 WHERE tokenHash = ? AND usedAt IS NULL AND expiresAt > ?
                    AND (personId IS NULL OR EXISTS (SELECT 1 FROM person WHERE id = personId AND isDisabled = 0))
                """
        guard let row = try db.one(sql, [hash, now.stored]) else { throw Invite.void }
        return Invite(row: row)
    }

    /// Uses an invite up: one new person, or a new password for one who is there, and signs them in. Of many who come
    /// at once with one link, one is let in. Returns who it is, and whether they were there before.
    public func useInvite(
        hash: Data, name: String?, passwordHash: String, session: NewSession, now: Date = .now
    ) async throws -> (person: Person, wasThere: Bool) {
        try await write { db in
            let invite = try Self.invite(hash: hash, now, in: db)
            try db.run("UPDATE invite SET usedAt = ? WHERE id = ?", [now.stored, invite.id.string])
            let person = try Self.carryOut(
                invite, name: name, passwordHash: passwordHash, address: session.address, now: now, in: db)
            try Self.start(session, of: person.id, now: now, in: db)
            let caller = Caller(person: person.asName, address: session.address)
            try Self.note(.inviteUsed, invite, by: caller, now: now, in: db)
            let kind: AuditNote.Kind = invite.kind == .invite ? .personAdded : .passwordReset
            try Self.record(
                AuditNote(kind, by: caller, person: person.asName, detail: ["role": person.role.rawValue]), at: now,
                in: db)
            return (person, invite.kind == .password)
        }
    }

    private static func carryOut(
        _ invite: Invite, name: String?, passwordHash: String, address: String, now: Date, in db: GRDB.Database
    ) throws -> Person {
        if let id = invite.person {
            guard let row = try db.one("SELECT * FROM person WHERE id = ?", [id.string]) else { throw Invite.void }
            let person = Person(row: row)
            let caller = Caller(person: person.asName, address: address)
            try reset(id, passwordHash: passwordHash, by: caller, now: now, in: db)
            return person
        }
        guard let name = name ?? invite.name else { throw ParleyError(.invalid, "name is missing.") }
        let person = Person(name: name, role: invite.role, createdAt: now)
        try insert(person, passwordHash: passwordHash, in: db)
        return person
    }

    /// Takes an open invite back.
    public func revokeInvite(_ id: Invite.ID, by caller: Caller, now: Date = .now) async throws {
        try await write { db in
            try Self.requireAdmin(caller, in: db)
            let sql = Self.selectSQL + " WHERE invite.id = ? AND usedAt IS NULL"
            guard let row = try db.one(sql, [id.string]) else { throw ParleyError.notFound }
            try Self.revoke(Invite(row: row), by: caller, now: now, in: db)
        }
    }

    /// A link for a new password is worth nothing once there is one.
    static func voidPasswordLinks(of person: Person.ID, by caller: Caller, now: Date, in db: GRDB.Database) throws {
        let sql = selectSQL + " WHERE invite.personId = ? AND usedAt IS NULL AND expiresAt > ?"
        for row in try db.all(sql, [person.string, now.stored]) {
            try revoke(Invite(row: row), by: caller, now: now, in: db)
        }
    }

    /// What somebody invited while they were an admin does not outlive that.
    static func revokeInvites(madeBy admin: Person, by caller: Caller, now: Date, in db: GRDB.Database) throws {
        let sql = selectSQL + " WHERE createdById = ? AND usedAt IS NULL AND expiresAt > ?"
        for row in try db.all(sql, [admin.id.string, now.stored]) {
            try revoke(Invite(row: row), by: caller, now: now, in: db)
        }
    }

    private static func revoke(_ invite: Invite, by caller: Caller, now: Date, in db: GRDB.Database) throws {
        try db.run("DELETE FROM invite WHERE id = ?", [invite.id.string])
        try note(.inviteRevoked, invite, by: caller, now: now, in: db)
    }

    private static func note(
        _ kind: AuditNote.Kind, _ invite: Invite, by caller: Caller, now: Date, in db: GRDB.Database
    ) throws {
        var detail = ["invite": invite.id.string, "kind": invite.kind.rawValue, "role": invite.role.rawValue]
        detail["name"] = invite.name
        let person = invite.person.map { PersonName(id: $0, name: invite.name ?? "") }
        try record(AuditNote(kind, by: caller, person: person, detail: detail), at: now, in: db)
    }

    private static let selectSQL = """
        SELECT invite.*, maker.name AS makerName FROM invite LEFT JOIN person AS maker ON maker.id = createdById
        """
}

extension Invite {
    init(row: Row) {
        let maker = row["createdById"] as String?
        self.init(
            id: ID(stored: row["id"]), kind: Kind(rawValue: row["kind"]) ?? .invite,
            role: Person.Role(rawValue: row["role"]) ?? .member, name: row["name"], note: row["note"],
            person: (row["personId"] as String?).map(Person.ID.init(stored:)),
            createdBy: maker.map { PersonName(id: Person.ID(stored: $0), name: row["makerName"] ?? "") },
            createdAt: row.date("createdAt"), expiresAt: row.date("expiresAt"))
    }
}
