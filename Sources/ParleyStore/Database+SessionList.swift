public import Foundation
internal import GRDB
public import ParleyCore

extension Database {
    /// Lists hold at most so many, those seen last.
    private static let maximumListed = 1_000

    /// Who is signed in where, last seen first: one person's, or everybody's.
    public func sessions(of person: Person.ID?, now: Date = .now) async throws -> [SignedInSession] {
        try await read { db in
            try db.all(
                """
                SELECT session.*, person.name AS personName FROM session JOIN person ON person.id = session.personId
                WHERE (:person IS NULL OR personId = :person) AND session.lastSeenAt > :idle
                    AND session.createdAt > :absolute AND isDisabled = 0
                ORDER BY session.lastSeenAt DESC, session.id DESC LIMIT :limit
                """,
                [
                    "person": person?.string, "idle": (now - SessionLife.idle).stored,
                    "absolute": (now - SessionLife.absolute).stored, "limit": Self.maximumListed,
                ]
            ).map(SignedInSession.init(row:))
        }
    }

    /// Ends one session, of a given person or, for an admin, of anybody; returns its secret's hash.
    public func endSession(
        _ id: SignedInSession.ID, of person: Person.ID?, by caller: Caller
    ) async throws -> Data {
        try await write { db in
            if person == nil { try Self.requireAdmin(caller, in: db) }
            let sql = """
                DELETE FROM session WHERE id = :id AND (:person IS NULL OR personId = :person)
                RETURNING tokenHash, personId
                """
            guard let row = try db.all(sql, ["id": id.string, "person": person?.string]).first else {
                throw ParleyError.notFound
            }
            let name = try Self.personName(Person.ID(stored: row["personId"]), in: db)
            try Self.record(AuditNote(.sessionEnded, by: caller, person: name), in: db)
            return row["tokenHash"]
        }
    }

    /// Ends all sessions of a person but one; returns the hashes of their secrets.
    public func endSessions(
        of person: Person.ID, except kept: Data?, by caller: Caller
    ) async throws -> [Data] {
        try await write { db in
            if caller.person?.id != person { try Self.requireAdmin(caller, in: db) }
            let name = try Self.personName(person, in: db)
            let ended = try Self.endSessions(of: person, except: kept, in: db)
            if !ended.isEmpty {
                let detail = ["sessions": "\(ended.count)"]
                try Self.record(AuditNote(.sessionEnded, by: caller, person: name, detail: detail), in: db)
            }
            return ended
        }
    }

    @discardableResult
    static func endSessions(of person: Person.ID, except kept: Data?, in db: GRDB.Database) throws -> [Data] {
        try db.all(
            "DELETE FROM session WHERE personId = ? AND tokenHash IS NOT ? RETURNING tokenHash",
            [person.string, kept]
        ).map { $0["tokenHash"] }
    }
}

extension SignedInSession {
    init(row: Row) {
        self.init(
            id: ID(stored: row["id"]),
            person: PersonName(id: Person.ID(stored: row["personId"]), name: row["personName"]),
            createdAt: row.date("createdAt"), lastSeenAt: row.date("lastSeenAt"), agent: row["agent"],
            address: row["address"], signedInBy: SignInWay(rawValue: row["signedInBy"]) ?? .password)
    }
}
