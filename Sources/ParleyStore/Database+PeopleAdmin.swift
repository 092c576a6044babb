public import Foundation
internal import GRDB
public import ParleyCore

extension Database {
    /// Everybody, as admins see them.
    public func peopleRecords(now: Date = .now) async throws -> [PersonRecord] {
        try await read { db in
            try db.all(Self.recordSQL + " ORDER BY person.createdAt, person.id", Self.recordArguments(nil, now))
                .map(PersonRecord.init(row:))
        }
    }

    /// One change of a person by an admin, or by the commands around the server, in one transaction. The last admin
    /// stays one. Another role, and being shut out, end that person's sessions, but for the one that is kept; then
    /// `isSignedOut` is true.
    public func change(
        _ id: Person.ID, _ change: PersonChange, by caller: Caller, keeping session: Data? = nil, now: Date = .now
    ) async throws -> (record: PersonRecord, isSignedOut: Bool) {
        try await write { db in
            if caller.person?.id != id || change.role != nil || change.isDisabled != nil {
                try Self.requireAdmin(caller, in: db)
            }
            guard let row = try db.one("SELECT * FROM person WHERE id = ?", [id.string]) else {
                throw ParleyError.notFound
            }
            let old = Person(row: row)
            let new = Person(
                id: id, name: change.name ?? old.name, role: change.role ?? old.role,
                isDisabled: change.isDisabled ?? old.isDisabled, createdAt: old.createdAt)
            if old.isAdmin, !new.isAdmin { try Self.requireAnotherAdmin(than: id, in: db) }
            try Self.update(old, to: new, by: caller, now: now, in: db)
            let isSignedOut = new.role != old.role || new.isDisabled && !old.isDisabled
            if isSignedOut { try Self.endSessions(of: id, except: session, in: db) }
            if old.isAdmin, !new.isAdmin { try Self.revokeInvites(madeBy: old, by: caller, now: now, in: db) }
            return (try Self.record(of: id, now, in: db), isSignedOut)
        }
    }

    private static func update(
        _ old: Person, to new: Person, by caller: Caller, now: Date, in db: GRDB.Database
    ) throws {
        func note(_ kind: AuditNote.Kind, _ detail: [String: String] = [:]) throws {
            try record(AuditNote(kind, by: caller, person: new.asName, detail: detail), at: now, in: db)
        }
        if new.name != old.name {
            try requireFree(new.name, besides: new.id, in: db)
            try note(.personRenamed, ["from": old.name, "to": new.name])
        }
        if new.role != old.role { try note(.roleChanged, ["from": old.role.rawValue, "to": new.role.rawValue]) }
        if new.isDisabled != old.isDisabled { try note(new.isDisabled ? .personDisabled : .personEnabled) }
        try db.run(
            "UPDATE person SET name = ?, role = ?, isDisabled = ? WHERE id = ?",
            [new.name, new.role.rawValue, new.isDisabled, new.id.string])
    }

    private static func requireAnotherAdmin(than id: Person.ID, in db: GRDB.Database) throws {
        let sql = "SELECT 1 FROM person WHERE role = 'admin' AND isDisabled = 0 AND id <> ? LIMIT 1"
        guard try db.one(sql, [id.string]) != nil else {
            throw ParleyError(.conflict, "This is the only admin; make another one first.")
        }
    }

    /// Who asked for it is still an admin now, in this transaction; the commands around the server may do all.
    static func requireAdmin(_ caller: Caller, in db: GRDB.Database) throws {
        if caller == .machine { return }
        let sql = "SELECT 1 FROM person WHERE id = ? AND role = 'admin' AND isDisabled = 0"
        guard let person = caller.person, try db.one(sql, [person.id.string]) != nil else { throw ParleyError.notFound }
    }

    static func record(of id: Person.ID, _ now: Date, in db: GRDB.Database) throws -> PersonRecord {
        guard let row = try db.one(recordSQL + " WHERE person.id = :id", recordArguments(id, now)) else {
            throw ParleyError.notFound
        }
        return PersonRecord(row: row)
    }

    private static let recordSQL = """
        SELECT person.*,
            (SELECT count(*) FROM session WHERE personId = person.id AND lastSeenAt > :idle AND createdAt > :absolute)
                AS sessionCount,
            (SELECT count(*) FROM token WHERE personId = person.id AND (expiresAt IS NULL OR expiresAt > :now))
                AS tokenCount,
            EXISTS (SELECT 1 FROM identity WHERE personId = person.id) AS hasSingleSignOn
        FROM person
        """

    private static func recordArguments(_ id: Person.ID?, _ now: Date) -> StatementArguments {
        var arguments: [String: (any DatabaseValueConvertible)?] = [
            "idle": (now - SessionLife.idle).stored, "absolute": (now - SessionLife.absolute).stored,
            "now": now.stored,
        ]
        if let id { arguments["id"] = id.string }
        return StatementArguments(arguments)
    }
}

extension PersonRecord {
    init(row: Row) {
        self.init(
            person: Person(row: row), hasPassword: (row["passwordHash"] as String?) != nil,
            hasSingleSignOn: row["hasSingleSignOn"], lastSeenAt: (row["lastSeenAt"] as Int64?).map(Date.init(stored:)),
            sessionCount: row["sessionCount"], tokenCount: row["tokenCount"])
    }
}
