public import Foundation
internal import GRDB
public import ParleyCore

/// How long a signed-in browser stays so.
public enum SessionLife {
    public static let idle: TimeInterval = 14 * 86_400
    public static let absolute: TimeInterval = 90 * 86_400
    /// When somebody was last seen is written at most this often, so that reading pages does not mean writing rows.
    static let touch: TimeInterval = 3_600
}

/// A session about to begin; of its secret only the hash comes here.
public struct NewSession: Sendable {
    public var hash: Data
    /// The session of the same browser that it stands in for.
    public var replacing: Data?
    public var agent: String
    public var address: String
    public var signedInBy: SignInWay

    public init(
        hash: Data, replacing: Data? = nil, agent: String, address: String, signedInBy: SignInWay = .password
    ) {
        self.hash = hash
        self.replacing = replacing
        self.agent = agent
        self.address = address
        self.signedInBy = signedInBy
    }
}

/// Somebody's way in, as it stands in the database: a session or a token that is good now.
public struct Entry: Sendable {
    public var person: Person
    public var hasPassword: Bool
    /// Nil for a token.
    public var sessionID: SignedInSession.ID?
    public var signedInBy: SignInWay
    /// When it ends by itself; nil for a token without an end.
    public var endsAt: Date?
}

extension Database {
    /// Starts a session, unless its person has been shut out or got another password meanwhile.
    /// - Parameter provenHash: The password's hash that was compared, where one was.
    public func startSession(
        of person: Person.ID, _ session: NewSession, provenHash: String? = nil, note: AuditNote? = nil, now: Date
    ) async throws {
        try await write { db in
            try Self.requireStillGood(person, provenHash: provenHash, in: db)
            try Self.start(session, of: person, now: now, in: db)
            if let note { try Self.record(note, at: now, in: db) }
        }
    }

    private static func requireStillGood(_ person: Person.ID, provenHash: String?, in db: GRDB.Database) throws {
        let sql = "SELECT 1 FROM person WHERE id = :id AND isDisabled = 0 AND (:hash IS NULL OR passwordHash = :hash)"
        guard try db.one(sql, ["id": person.string, "hash": provenHash]) != nil else {
            throw ParleyError.unauthenticated
        }
    }

    static func start(_ session: NewSession, of person: Person.ID, now: Date, in db: GRDB.Database) throws {
        if let old = session.replacing { try db.run("DELETE FROM session WHERE tokenHash = ?", [old]) }
        try db.run(
            """
            INSERT INTO session (tokenHash, personId, id, agent, address, signedInBy, createdAt, lastSeenAt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                session.hash, person.string, SignedInSession.ID(at: now).string, String(session.agent.prefix(200)),
                String(session.address.prefix(100)), session.signedInBy.rawValue, now.stored, now.stored,
            ])
        try db.run("UPDATE person SET lastSeenAt = ? WHERE id = ?", [now.stored, person.string])
        try db.run(
            "DELETE FROM session WHERE lastSeenAt < ? OR createdAt < ?",
            [(now - SessionLife.idle).stored, (now - SessionLife.absolute).stored])
    }

    /// Whom a session lets in; nil where it has ended or its person may no longer come in.
    public func entry(ofSession hash: Data, now: Date) async throws -> Entry? {
        let found = try await read { db in
            try db.one(
                """
                SELECT person.*, session.id AS sessionId, session.signedInBy, session.createdAt AS sessionCreatedAt,
                    session.lastSeenAt AS sessionSeenAt
                FROM session JOIN person ON person.id = session.personId
                WHERE tokenHash = ? AND isDisabled = 0 AND session.lastSeenAt > ? AND session.createdAt > ?
                """,
                [hash, (now - SessionLife.idle).stored, (now - SessionLife.absolute).stored]
            ).map { (Entry(sessionRow: $0), began: $0.date("sessionCreatedAt"), seen: $0.date("sessionSeenAt")) }
        }
        guard var (entry, _, seen) = found, let began = found?.began else { return nil }
        if now.timeIntervalSince(seen) > SessionLife.touch, (try? await touch(hash, of: entry.person.id, now)) != nil {
            seen = now
        }
        entry.endsAt = min(seen + SessionLife.idle, began + SessionLife.absolute)
        return entry
    }

    private func touch(_ hash: Data, of person: Person.ID, _ now: Date) async throws {
        try await write { db in
            try db.run("UPDATE session SET lastSeenAt = ? WHERE tokenHash = ?", [now.stored, hash])
            try db.run("UPDATE person SET lastSeenAt = ? WHERE id = ?", [now.stored, person.string])
        }
    }

    /// Ends a session by its secret's hash; an audit row is written where there was one.
    public func endSession(hash: Data, note: AuditNote? = nil) async throws {
        try await write { db in
            try db.run("DELETE FROM session WHERE tokenHash = ?", [hash])
            if let note, db.changesCount > 0 { try Self.record(note, in: db) }
        }
    }
}

extension Entry {
    fileprivate init(sessionRow row: Row) {
        self.init(
            person: Person(row: row), hasPassword: (row["passwordHash"] as String?) != nil,
            sessionID: SignedInSession.ID(stored: row["sessionId"]),
            signedInBy: SignInWay(rawValue: row["signedInBy"]) ?? .password)
    }
}
