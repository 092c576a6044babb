import Foundation
public import ParleyCore
import ParleyLive
import ParleyStore

/// What admins do with people.
extension People {
    public func records() async throws -> [PersonRecord] {
        try await database.peopleRecords()
    }

    public func change(
        _ id: Person.ID, _ wish: PersonChange, by identity: Identity, address: String
    ) async throws -> PersonRecord {
        var wish = wish
        wish.name = try wish.name.map { name throws(ParleyError) in try Person.name(from: name) }
        let changed = try await database.change(
            id, wish, by: caller(identity, address), keeping: identity.isSession ? identity.credential : nil)
        if changed.isSignedOut { feed.end(person: id) }
        return changed.record
    }

    public func endSessions(of id: Person.ID, by identity: Identity, address: String) async throws {
        end(try await database.endSessions(of: id, except: identity.credential, by: caller(identity, address)))
    }

    /// Who is signed in where, everybody.
    public func allSessions() async throws -> [SignedInSession] {
        try await database.sessions(of: nil)
    }

    public func endAnySession(_ id: SignedInSession.ID, by identity: Identity, address: String) async throws {
        end([try await database.endSession(id, of: nil, by: caller(identity, address))])
    }

    /// A page of the audit, newest first, and where the next begins.
    public func audit(_ query: AuditQuery) async throws -> (entries: [AuditEntry], next: Int64?) {
        var wish = query
        wish.limit += 1
        let found = try await database.auditEntries(wish)
        let page = Array(found.prefix(query.limit))
        return (page, found.count > query.limit ? page.last?.seq : nil)
    }
}

/// What the commands on the server's own machine do. Who may open its folder, may do all of it.
extension People {
    public func add(name: String, role: Person.Role, password: String) async throws -> Person {
        let person = Person(name: try Person.name(from: name), role: role)
        try Password.requireUsable(password, for: person.name)
        let hash = try await hashing.run { try Password.hash(password) }
        try await database.addPerson(person, passwordHash: hash, by: .machine)
        return person
    }

    public func all() async throws -> [Person] {
        try await database.people()
    }

    /// Mends a lost password, also the last admin's.
    public func setPassword(of name: String, to password: String) async throws {
        let person = try await person(named: name)
        try Password.requireUsable(password, for: person.name)
        let hash = try await hashing.run { try Password.hash(password) }
        try await database.setPassword(of: person.id, hash: hash, by: .machine)
        feed.end(person: person.id)
    }

    public func change(_ name: String, _ change: PersonChange) async throws -> Person {
        let person = try await person(named: name)
        let changed = try await database.change(person.id, change, by: .machine)
        if changed.isSignedOut { feed.end(person: person.id) }
        return changed.record.person
    }

    public func createToken(for name: String, label: String, expiresInDays days: Int?) async throws -> Secret {
        let person = try await person(named: name)
        return try await createToken(of: person, name: label, days: days, by: .machine).secret
    }

    private func person(named name: String) async throws -> Person {
        guard let person = try await database.person(named: name.precomposedStringWithCanonicalMapping) else {
            throw ParleyError(.notFound, "There is nobody named \(name.prefix(100)).")
        }
        return person
    }
}
