public import Foundation
internal import GRDB
public import ParleyCore

/// Somebody whom a provider of single sign-on, or a proxy, vouches for.
public struct Arrival: Sendable {
    /// Who vouches, and what they call the person: together they are who it is, and nothing else is.
    public var issuer: String
    public var subject: String
    /// What a new person would like to be called.
    public var name: String
    public var verdict: RoleRule.Verdict
    /// Nothing at all was said of groups, so nobody is made less than they are.
    public var lacksGroups: Bool
    public var createsPeople: Bool
    public var signedInBy: SignInWay
    public var address: String

    public init(
        issuer: String, subject: String, name: String, verdict: RoleRule.Verdict, lacksGroups: Bool = false,
        createsPeople: Bool, signedInBy: SignInWay, address: String
    ) {
        self.issuer = issuer
        self.subject = subject
        self.name = name
        self.verdict = verdict
        self.lacksGroups = lacksGroups
        self.createsPeople = createsPeople
        self.signedInBy = signedInBy
        self.address = address
    }
}

/// What came of an arrival.
public enum Arrived: Sendable {
    /// - hasNewRole: Their other sessions have ended.
    case welcome(Person, hasNewRole: Bool)
    /// Nobody here belongs to this identity, and none is made.
    case unknown
    case disabled
    /// Their groups let them in no longer, or never did; who they are, where they have been here, is signed out.
    case nobody(Person?)
}

extension Database {
    /// Who an identity belongs to here, whether or not they may come in.
    public func entry(issuer: String, subject: String, signedInBy: SignInWay, now: Date) async throws -> Entry? {
        let found = try await read { db in
            try Self.row(issuer: issuer, subject: subject, in: db).map { row in
                (
                    entry: Entry(
                        person: Person(row: row), hasPassword: (row["passwordHash"] as String?) != nil,
                        signedInBy: signedInBy),
                    lastSeen: (row["lastSeenAt"] as Int64?).map(Date.init(stored:)) ?? .distantPast
                )
            }
        }
        guard let found else { return nil }
        if now.timeIntervalSince(found.lastSeen) > SessionLife.touch, !found.entry.person.isDisabled {
            let id = found.entry.person.id.string
            try? await write { db in try db.run("UPDATE person SET lastSeenAt = ? WHERE id = ?", [now.stored, id]) }
        }
        return found.entry
    }

    /// Finds or makes the person of an identity, brings their role up to date and begins their session, all at once.
    public func arrive(_ arrival: Arrival, _ session: NewSession?, now: Date) async throws -> Arrived {
        try await write { db in
            let known = try Self.row(issuer: arrival.issuer, subject: arrival.subject, in: db).map(Person.init(row:))
            if known?.isDisabled == true { return .disabled }
            if known == nil, !arrival.createsPeople { return .unknown }
            guard let role = try Self.settledRole(of: known, arrival, in: db) else {
                if let known { try Self.endSessions(of: known.id, except: nil, in: db) }
                return .nobody(known)
            }
            var person = try known ?? Self.newcomer(arrival, role: role, now: now, in: db)
            let hasNewRole = person.role != role
            if hasNewRole { try Self.change(&person, to: role, arrival, now: now, in: db) }
            if let session { try Self.begin(session, of: person, now: now, in: db) }
            return .welcome(person, hasNewRole: hasNewRole)
        }
    }

    /// Whether some admin who may come in has come by one of these before.
    public func hasAdmin(vouchedForBy issuers: [String]) async throws -> Bool {
        try await read { db in
            try issuers.contains { issuer in
                let sql = """
                    SELECT 1 FROM identity JOIN person ON person.id = identity.personId
                    WHERE issuer = ? AND role = 'admin' AND isDisabled = 0
                    """
                return try db.one(sql, [issuer.storable]) != nil
            }
        }
    }

    private static func row(issuer: String, subject: String, in db: GRDB.Database) throws -> Row? {
        try db.one(
            """
            SELECT person.* FROM identity JOIN person ON person.id = identity.personId
            WHERE issuer = ? AND subject = ?
            """, [issuer.storable, subject.storable])
    }

    private static func begin(_ session: NewSession, of person: Person, now: Date, in db: GRDB.Database) throws {
        try start(session, of: person.id, now: now, in: db)
        let caller = Caller(person: person.asName, address: session.address)
        let note = AuditNote(
            .login, by: caller, person: person.asName, detail: ["by": session.signedInBy.rawValue])
        try record(note, at: now, in: db)
    }

    // MARK: New people

    private static func newcomer(
        _ arrival: Arrival, role: Person.Role, now: Date, in db: GRDB.Database
    ) throws -> Person {
        let person = Person(name: try freeName(like: arrival.name, in: db), role: role, createdAt: now)
        try insert(person, passwordHash: nil, in: db)
        try db.run(
            "INSERT INTO identity (issuer, subject, personId, createdAt) VALUES (?, ?, ?, ?)",
            [arrival.issuer.storable, arrival.subject.storable, person.id.string, now.stored])
        let caller = Caller(person: person.asName, address: arrival.address)
        let detail = ["role": role.rawValue, "by": arrival.signedInBy.rawValue]
        try record(AuditNote(.personAdded, by: caller, person: person.asName, detail: detail), at: now, in: db)
        return person
    }

    /// A name says nothing about who somebody is: where it is taken, the newcomer is "Ada 2".
    private static func freeName(like wish: String, in db: GRDB.Database) throws -> String {
        for number in 1...10_000 {
            let ending = number == 1 ? "" : " \(number)"
            let start = String(wish.unicodeScalars.prefix(Person.maximumNameLength - ending.count))
            let name = start.trimmingCharacters(in: .whitespaces) + ending
            if try nameLike(name, in: db) == nil { return name }
        }
        throw ParleyError(.conflict, "There are too many people of one name.")
    }

    // MARK: Roles

    /// The role somebody has from now on; nil where they may not come in. The last admin stays one, and that is noted.
    private static func settledRole(
        of known: Person?, _ arrival: Arrival, in db: GRDB.Database
    ) throws -> Person.Role? {
        switch (arrival.verdict, known) {
        case (.nobody, _): return nil
        case (.atFirst(let role), nil), (.always(let role), nil): return role
        case (.atFirst, let known?): return known.role
        case (.always(let role), let known?) where arrival.lacksGroups && known.role.isStronger(than: role):
            return known.role
        case (.always(let role), let known?):
            guard try known.role == .admin && role != .admin && isLastAdmin(known, in: db) else { return role }
            try noteKept(known, arrival, wanted: role, in: db)
            return .admin
        }
    }

    private static func isLastAdmin(_ person: Person, in db: GRDB.Database) throws -> Bool {
        let others = "SELECT 1 FROM person WHERE role = 'admin' AND isDisabled = 0 AND id <> ?"
        return try db.one(others, [person.id.string]) == nil
    }

    /// A proxy names somebody with every request, so what was noted last is not noted again.
    private static func noteKept(
        _ person: Person, _ arrival: Arrival, wanted: Person.Role, in db: GRDB.Database
    ) throws {
        let last = "SELECT * FROM audit WHERE personId = ? AND kind = 'role_changed' ORDER BY seq DESC LIMIT 1"
        let entry = try db.one(last, [person.id.string]).flatMap(AuditEntry.init(row:))
        let detail = ["kept": person.role.rawValue, "wanted": wanted.rawValue, "reason": "the last admin"]
        guard entry?.note.detail != detail else { return }
        try record(roleNote(person, arrival, detail), in: db)
    }

    private static func change(
        _ person: inout Person, to role: Person.Role, _ arrival: Arrival, now: Date, in db: GRDB.Database
    ) throws {
        try db.run("UPDATE person SET role = ? WHERE id = ?", [role.rawValue, person.id.string])
        try endSessions(of: person.id, except: nil, in: db)
        let detail = ["from": person.role.rawValue, "to": role.rawValue, "by": arrival.signedInBy.rawValue]
        try record(roleNote(person, arrival, detail), at: now, in: db)
        if person.isAdmin {
            let caller = Caller(person: person.asName, address: arrival.address)
            try revokeInvites(madeBy: person, by: caller, now: now, in: db)
        }
        person.role = role
    }

    private static func roleNote(_ person: Person, _ arrival: Arrival, _ detail: [String: String]) -> AuditNote {
        AuditNote(
            .roleChanged, by: Caller(person: person.asName, address: arrival.address), person: person.asName,
            detail: detail)
    }
}
