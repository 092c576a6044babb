public import Foundation
internal import GRDB
public import ParleyCore

/// What is compared when someone signs in.
public struct Credentials: Sendable {
    public var person: Person
    /// Nil for who comes in by single sign-on alone.
    public var passwordHash: String?
}

extension Database {
    public func addPerson(_ person: Person, passwordHash: String) async throws {
        try await write { db in try Self.insert(person, passwordHash: passwordHash, in: db) }
    }

    public func people() async throws -> [Person] {
        try await read { db in try db.all("SELECT * FROM person ORDER BY createdAt, id").map(Person.init(row:)) }
    }

    public func person(named name: String) async throws -> Person? {
        try await read { db in try db.one("SELECT * FROM person WHERE name = ?", [name.storable]).map(Person.init(row:))
        }
    }

    public func credentials(of name: String) async throws -> Credentials? {
        try await read { db in
            try db.one("SELECT * FROM person WHERE name = ?", [name.storable]).map { row in
                Credentials(person: Person(row: row), passwordHash: row["passwordHash"])
            }
        }
    }

    /// Changes a password and signs the person out everywhere.
    public func setPassword(of id: Person.ID, hash: String) async throws {
        try await write { db in
            try db.run("UPDATE person SET passwordHash = ? WHERE id = ?", [hash, id.string])
            try db.run("DELETE FROM session WHERE personId = ?", [id.string])
        }
    }

    /// Keeps a hash made with newer parameters of the same password.
    public func renewHash(of id: Person.ID, hash: String) async throws {
        try await write { db in
            try db.run("UPDATE person SET passwordHash = ? WHERE id = ?", [hash, id.string])
        }
    }

    /// Shuts a person out: sessions end, tokens answer no more. The last admin stays.
    public func disable(_ id: Person.ID) async throws {
        try await write { db in
            let others = "SELECT count(*) FROM person WHERE role = 'admin' AND isDisabled = 0 AND id <> ?"
            let isAdmin = try db.one("SELECT 1 FROM person WHERE role = 'admin' AND id = ?", [id.string]) != nil
            if isAdmin, try Int.fetchOne(db, sql: others, arguments: [id.string]) == 0 {
                throw ParleyError(.conflict, "This is the only admin; make another one first.")
            }
            try db.run("UPDATE person SET isDisabled = 1 WHERE id = ?", [id.string])
            try db.run("DELETE FROM session WHERE personId = ?", [id.string])
        }
    }

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

    /// Makes the first admin, once: link, rule and row are checked in one transaction.
    public func makeFirstAdmin(_ person: Person, passwordHash: String, linkHash: Data, now: Date) async throws {
        try await write { db in
            guard try !Self.hasAdmin(in: db) else {
                throw ParleyError(.conflict, "This Parley is set up already; please sign in.")
            }
            let link = "SELECT 1 FROM setupLink WHERE tokenHash = ? AND expiresAt > ?"
            guard try db.one(link, [linkHash, now.stored]) != nil else {
                throw ParleyError(.forbidden, "This setup link is not valid; `parley setup-link` prints a new one.")
            }
            try Self.insert(person, passwordHash: passwordHash, in: db)
            try db.run("DELETE FROM setupLink")
        }
    }

    private static func hasAdmin(in db: GRDB.Database) throws -> Bool {
        try db.one("SELECT 1 FROM person WHERE role = 'admin' LIMIT 1") != nil
    }

    private static func insert(_ person: Person, passwordHash: String, in db: GRDB.Database) throws {
        guard try db.one("SELECT 1 FROM person WHERE name = ?", [person.name]) == nil else {
            throw ParleyError(.conflict, "There is already someone named \(person.name).")
        }
        try db.run(
            "INSERT INTO person (id, name, role, passwordHash, isDisabled, createdAt) VALUES (?, ?, ?, ?, ?, ?)",
            [
                person.id.string, person.name, person.role.rawValue, passwordHash, person.isDisabled,
                person.createdAt.stored,
            ])
    }
}
