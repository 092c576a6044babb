public import Foundation
internal import GRDB
public import ParleyCore

extension Database {
    public func hasAdmin() async throws -> Bool {
        try await read { db in try Self.hasAdmin(in: db) }
    }

    /// Keeps the hash of the link that makes the first admin; an older link is void. False where an admin exists.
    public func keepSetupLink(hash: Data, expiresAt: Date) async throws -> Bool {
        try await write { db in
            guard try !Self.hasAdmin(in: db) else { return false }
            try db.run(
                "INSERT OR REPLACE INTO setupLink (only, tokenHash, expiresAt) VALUES (1, ?, ?)",
                [hash, expiresAt.stored])
            return true
        }
    }

    /// Makes the first admin, once: link, rule and row are checked in one transaction, which signs them in as well.
    public func makeFirstAdmin(
        _ person: Person, passwordHash: String, linkHash: Data, session: NewSession? = nil, now: Date
    ) async throws {
        try await write { db in
            guard try !Self.hasAdmin(in: db) else {
                throw ParleyError(.conflict, "This Parley is set up already; please sign in.")
            }
            try Self.requireSetupLink(hash: linkHash, now, in: db)
            try Self.insert(person, passwordHash: passwordHash, in: db)
            try db.run("DELETE FROM setupLink")
            if let session { try Self.start(session, of: person.id, now: now, in: db) }
            let caller = Caller(person: person.asName, address: session?.address ?? "")
            try Self.record(AuditNote(.setup, by: caller, person: person.asName), at: now, in: db)
        }
    }

    /// Whether a link may make the first admin now.
    public func requireSetupLink(hash: Data, now: Date) async throws {
        try await read { db in try Self.requireSetupLink(hash: hash, now, in: db) }
    }

    private static func requireSetupLink(hash: Data, _ now: Date, in db: GRDB.Database) throws {
        let link = "SELECT 1 FROM setupLink WHERE tokenHash = ? AND expiresAt > ?"
        guard try db.one(link, [hash, now.stored]) != nil else {
            throw ParleyError(.forbidden, "This setup link is not valid; `parley setup-link` prints a new one.")
        }
    }

    private static func hasAdmin(in db: GRDB.Database) throws -> Bool {
        try db.one("SELECT 1 FROM person WHERE role = 'admin' LIMIT 1") != nil
    }
}
