public import Foundation
internal import GRDB
public import ParleyCore

extension Database {
    /// So many keys a person may have.
    static let maximumTokens = 100

    /// Keeps a program's key; only the hash of its secret comes here.
    /// - Parameter session: The session that asks, by the hash of its secret: who was shut out or signed out while the
    ///   request was on its way must not leave with a key.
    public func addToken(
        _ token: AccessToken, of person: Person.ID, hash: Data, by caller: Caller, session: Data? = nil
    ) async throws {
        try await write { db in
            if caller != .machine { try Self.requireStillIn(person, session: session, in: db) }
            let name = try Self.personName(person, in: db)
            let count: Int =
                try db.one("SELECT count(*) AS n FROM token WHERE personId = ?", [person.string])?["n"] ?? 0
            guard count < Self.maximumTokens else {
                throw ParleyError(.conflict, "A person has at most \(Self.maximumTokens) tokens; revoke one first.")
            }
            try db.run(
                "INSERT INTO token (tokenHash, personId, name, createdAt, id, expiresAt) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    hash, person.string, String(token.name.prefix(AccessToken.maximumNameLength)),
                    token.createdAt.stored, token.id.string, token.expiresAt?.stored,
                ])
            try Self.record(
                AuditNote(.tokenCreated, by: caller, person: name, detail: ["token": token.name]),
                at: token.createdAt, in: db)
        }
    }

    private static func requireStillIn(_ person: Person.ID, session: Data?, in db: GRDB.Database) throws {
        let sql = """
            SELECT 1 FROM person WHERE id = :id AND isDisabled = 0
                AND (:session IS NULL OR EXISTS (SELECT 1 FROM session WHERE tokenHash = :session AND personId = :id))
            """
        guard try db.one(sql, ["id": person.string, "session": session]) != nil else {
            throw ParleyError.unauthenticated
        }
    }

    /// Whom a token lets in; nil where it is over or its person may no longer come in.
    public func entry(ofToken hash: Data, now: Date) async throws -> Entry? {
        let found = try await read { db in
            try db.one(
                """
                SELECT person.*, token.expiresAt, token.lastUsedAt
                FROM token JOIN person ON person.id = token.personId
                WHERE tokenHash = ? AND isDisabled = 0 AND (token.expiresAt IS NULL OR token.expiresAt > ?)
                """, [hash, now.stored]
            ).map { (Entry(tokenRow: $0), used: ($0["lastUsedAt"] as Int64?).map(Date.init(stored:))) }
        }
        guard let (entry, used) = found else { return nil }
        if used.map({ now.timeIntervalSince($0) > SessionLife.touch }) ?? true {
            let person = entry.person.id.string
            try? await write { db in
                try db.run("UPDATE token SET lastUsedAt = ? WHERE tokenHash = ?", [now.stored, hash])
                try db.run("UPDATE person SET lastSeenAt = ? WHERE id = ?", [now.stored, person])
            }
        }
        return entry
    }

    /// A person's keys, newest first; those that are over are still named, until somebody takes them away.
    public func tokens(of person: Person.ID) async throws -> [AccessToken] {
        try await read { db in
            try db.all("SELECT * FROM token WHERE personId = ? ORDER BY createdAt DESC, id DESC", [person.string])
                .map(AccessToken.init(row:))
        }
    }

    /// Takes a key away; returns the hash of its secret.
    public func revokeToken(_ id: AccessToken.ID, of person: Person.ID, by caller: Caller) async throws -> Data {
        try await write { db in
            let sql = "DELETE FROM token WHERE id = ? AND personId = ? RETURNING tokenHash, name"
            guard let row = try db.all(sql, [id.string, person.string]).first else { throw ParleyError.notFound }
            let name = try Self.personName(person, in: db)
            try Self.record(
                AuditNote(.tokenRevoked, by: caller, person: name, detail: ["token": row["name"]]), in: db)
            return row["tokenHash"]
        }
    }
}

extension Entry {
    fileprivate init(tokenRow row: Row) {
        self.init(
            person: Person(row: row), hasPassword: (row["passwordHash"] as String?) != nil, sessionID: nil,
            signedInBy: .token, endsAt: (row["expiresAt"] as Int64?).map(Date.init(stored:)))
    }
}

extension AccessToken {
    init(row: Row) {
        self.init(
            id: ID(stored: row["id"]), name: row["name"], createdAt: row.date("createdAt"),
            expiresAt: (row["expiresAt"] as Int64?).map(Date.init(stored:)),
            lastUsedAt: (row["lastUsedAt"] as Int64?).map(Date.init(stored:)))
    }
}
