public import Foundation
internal import GRDB
public import ParleyCore

/// How long a signed-in browser stays so.
public enum SessionLife {
    public static let idle: TimeInterval = 14 * 86_400
    public static let absolute: TimeInterval = 90 * 86_400
    /// `lastSeenAt` is written at most this often, so that reading pages does not mean writing rows.
    static let touch: TimeInterval = 3_600
}

extension Database {
    /// Starts a session; the one it replaces ends. Only hashes come here.
    public func startSession(
        of person: Person.ID, hash: Data, replacing old: Data?, agent: String, now: Date
    ) async throws {
        try await write { db in
            if let old { try db.run("DELETE FROM session WHERE tokenHash = ?", [old]) }
            try db.run(
                """
                INSERT INTO session (tokenHash, personId, agent, createdAt, lastSeenAt) VALUES (?, ?, ?, ?, ?)
                """, [hash, person.string, String(agent.prefix(200)), now.stored, now.stored])
            try db.run(
                "DELETE FROM session WHERE lastSeenAt < ? OR createdAt < ?",
                [(now - SessionLife.idle).stored, (now - SessionLife.absolute).stored])
        }
    }

    /// Who a session belongs to; nil where it has ended or its person may no longer come in.
    public func person(ofSession hash: Data, now: Date) async throws -> Person? {
        let found = try await read { db in
            try db.one(
                """
                SELECT person.*, session.lastSeenAt AS sessionSeenAt FROM session JOIN person ON person.id = session.personId
                WHERE tokenHash = ? AND isDisabled = 0 AND session.lastSeenAt > ? AND session.createdAt > ?
                """,
                [hash, (now - SessionLife.idle).stored, (now - SessionLife.absolute).stored]
            ).map { (Person(row: $0), $0.date("sessionSeenAt")) }
        }
        guard let (person, lastSeen) = found else { return nil }
        if now.timeIntervalSince(lastSeen) > SessionLife.touch {
            try? await write { db in
                try db.run("UPDATE session SET lastSeenAt = ? WHERE tokenHash = ?", [now.stored, hash])
            }
        }
        return person
    }

    public func endSession(hash: Data) async throws {
        try await write { db in try db.run("DELETE FROM session WHERE tokenHash = ?", [hash]) }
    }

    public func addToken(of person: Person.ID, name: String, hash: Data, now: Date) async throws {
        try await write { db in
            try db.run(
                "INSERT INTO token (tokenHash, personId, name, createdAt) VALUES (?, ?, ?, ?)",
                [hash, person.string, String(name.prefix(100)), now.stored])
        }
    }

    public func person(ofToken hash: Data) async throws -> Person? {
        try await read { db in
            try db.one(
                """
                SELECT person.* FROM token JOIN person ON person.id = token.personId
                WHERE tokenHash = ? AND isDisabled = 0
                """, [hash]
            ).map(Person.init(row:))
        }
    }
}
