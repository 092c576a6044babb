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
    /// Lets somebody in; without a password they come in another way.
    public func addPerson(_ person: Person, passwordHash: String?, by caller: Caller = .machine) async throws {
        try await write { db in
            try Self.insert(person, passwordHash: passwordHash, in: db)
            try Self.record(
                AuditNote(
                    .personAdded, by: caller, person: person.asName, detail: ["role": person.role.rawValue]), in: db)
        }
    }

    public func people() async throws -> [Person] {
        try await read { db in try db.all("SELECT * FROM person ORDER BY createdAt, id").map(Person.init(row:)) }
    }

    /// Everybody who may come in, by name.
    public func names() async throws -> [PersonName] {
        try await read { db in
            try db.all("SELECT id, name FROM person WHERE isDisabled = 0 ORDER BY name").map {
                PersonName(id: Person.ID(stored: $0["id"]), name: $0["name"])
            }
        }
    }

    public func person(named name: String) async throws -> Person? {
        try await read { db in try db.one("SELECT * FROM person WHERE name = ?", [name.storable]).map(Person.init(row:))
        }
    }

    public func credentials(of name: String) async throws -> Credentials? {
        try await read { db in
            try db.one("SELECT * FROM person WHERE name = ?", [name.storable]).map(Credentials.init(row:))
        }
    }

    public func credentials(of id: Person.ID) async throws -> Credentials? {
        try await read { db in
            try db.one("SELECT * FROM person WHERE id = ?", [id.string]).map(Credentials.init(row:))
        }
    }

    /// Changes one's own password: every session of theirs ends, and one begins in the place of the browser's own.
    /// Returns the hashes of the secrets that are good no more.
    public func changePassword(
        of id: Person.ID, from old: String, to hash: String, session: NewSession, by caller: Caller, now: Date = .now
    ) async throws -> [Data] {
        try await write { db in
            try db.run(
                "UPDATE person SET passwordHash = ? WHERE id = ? AND passwordHash = ? AND isDisabled = 0",
                [hash, id.string, old])
            guard db.changesCount == 1 else {
                throw ParleyError(.conflict, "The password was changed meanwhile; please sign in again.")
            }
            let ended = try Self.endSessions(of: id, except: nil, in: db)
            try Self.voidPasswordLinks(of: id, by: caller, now: now, in: db)
            try Self.start(session, of: id, now: now, in: db)
            try Self.record(
                AuditNote(.passwordChanged, by: caller, person: try Self.personName(id, in: db)), at: now, in: db)
            return ended
        }
    }

    /// Gives somebody a new password without the old one, and signs them out everywhere.
    public func setPassword(of id: Person.ID, hash: String, by caller: Caller = .machine) async throws {
        try await write { db in
            try Self.reset(id, passwordHash: hash, by: caller, in: db)
            try Self.record(
                AuditNote(.passwordReset, by: caller, person: try Self.personName(id, in: db)), in: db)
        }
    }

    static func reset(
        _ id: Person.ID, passwordHash: String, by caller: Caller, now: Date = .now, in db: GRDB.Database
    ) throws {
        try db.run("UPDATE person SET passwordHash = ? WHERE id = ?", [passwordHash, id.string])
        try voidPasswordLinks(of: id, by: caller, now: now, in: db)
        try endSessions(of: id, except: nil, in: db)
    }

    /// Keeps a hash made with newer parameters of the same password, unless that was changed meanwhile.
    public func renewHash(of id: Person.ID, from old: String, to hash: String) async throws {
        try await write { db in
            try db.run("UPDATE person SET passwordHash = ? WHERE id = ? AND passwordHash = ?", [hash, id.string, old])
        }
    }

    static func insert(_ person: Person, passwordHash: String?, in db: GRDB.Database) throws {
        try requireFree(person.name, in: db)
        try db.run(
            "INSERT INTO person (id, name, role, passwordHash, isDisabled, createdAt) VALUES (?, ?, ?, ?, ?, ?)",
            [
                person.id.string, person.name, person.role.rawValue, passwordHash, person.isDisabled,
                person.createdAt.stored,
            ])
    }

    static func requireFree(_ name: String, besides id: Person.ID? = nil, in db: GRDB.Database) throws {
        guard let taken = try nameLike(name, besides: id, in: db) else { return }
        throw ParleyError(.conflict, "There is already someone named \(taken).")
    }

    /// Somebody's name that could be taken for this one.
    static func nameLike(_ name: String, besides id: Person.ID? = nil, in db: GRDB.Database) throws -> String? {
        let wanted = Person.folded(name)
        let names = try db.all("SELECT name FROM person WHERE id IS NOT ?", [id?.string]).map { $0["name"] as String }
        return names.first { Person.folded($0) == wanted }
    }

    static func personName(_ id: Person.ID, in db: GRDB.Database) throws -> PersonName {
        guard let row = try db.one("SELECT name FROM person WHERE id = ?", [id.string]) else {
            throw ParleyError.notFound
        }
        return PersonName(id: id, name: row["name"])
    }
}

extension Credentials {
    fileprivate init(row: Row) {
        self.init(person: Person(row: row), passwordHash: row["passwordHash"])
    }
}
