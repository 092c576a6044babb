import ParleyCore
import ParleyStore
import ParleyTeam

/// What the commands around the server ask for; a running server carries it out, else the command itself.
enum AdminCommand: Codable, Sendable {
    case addUser(name: String, role: String, password: String)
    case listUsers
    case setPassword(name: String, password: String)
    case disableUser(name: String)
    case enableUser(name: String)
    case setRole(name: String, role: String)
    case createToken(user: String, label: String, expiresInDays: Int?)
    case setupLink
    case backUp
    /// The copy is where it was to go.
    case noteBackup
    case checkIntegrity
    case rotateKey
    case checkProviders
}

/// What came of it.
struct AdminAnswer: Codable, Sendable {
    var lines: [String] = []
    var error: String?
}

/// Carries admin commands out, wherever the database is open.
struct AdminDesk: Sendable {
    let database: Database
    let people: People
    /// Opened when it is needed: most commands want no key.
    let vault: @Sendable () async throws -> Vault

    func answer(_ command: AdminCommand) async -> AdminAnswer {
        do {
            return AdminAnswer(lines: try await lines(for: command))
        } catch let error as ParleyError {
            return AdminAnswer(error: error.message)
        } catch {
            return AdminAnswer(error: "It failed inside: \(error)")
        }
    }

    private func lines(for command: AdminCommand) async throws -> [String] {
        switch command {
        case .addUser(let name, let role, let password):
            let person = try await people.add(name: name, role: try Self.role(role), password: password)
            return ["\(person.name) may sign in now (\(person.role.rawValue))."]
        case .listUsers:
            return try await people.all().map { person in
                "\(person.name)\t\(person.role.rawValue)\(person.isDisabled ? "\tdisabled" : "")"
            }
        case .setPassword(let name, let password):
            try await people.setPassword(of: name, to: password)
            return ["The password is changed; \(name) is signed out everywhere."]
        case .disableUser(let name):
            let person = try await people.change(name, PersonChange(isDisabled: true))
            return ["\(person.name) may not come in any more."]
        case .enableUser(let name):
            let person = try await people.change(name, PersonChange(isDisabled: false))
            return ["\(person.name) may come in again."]
        case .setRole(let name, let role):
            let person = try await people.change(name, PersonChange(role: try Self.role(role)))
            return ["\(person.name) is \(person.role.rawValue) now, and is signed out everywhere if that is new."]
        case .createToken(let user, let label, let days):
            return [try await people.createToken(for: user, label: label, expiresInDays: days).text]
        case .setupLink:
            guard let link = try await people.makeSetupLink() else {
                throw ParleyError(.conflict, "There is an admin already; `parley user add` makes others.")
            }
            return [link.text]
        case .backUp:
            return [try await database.backUp()]
        case .noteBackup:
            try await database.record(AuditNote(.backup, by: .machine))
            return []
        case .checkIntegrity:
            return try await database.integrityFindings() + [try await database.auditFinding()].compactMap(\.self)
        case .checkProviders:
            return try await providerFindings()
        case .rotateKey:
            let (count, path) = try await vault().rotate(by: .machine)
            return ["A new key is in \(path); \(count) sealed with it."]
        }
    }

    private static func role(_ text: String) throws(ParleyError) -> Person.Role {
        guard let role = Person.Role(rawValue: text) else {
            throw ParleyError(.invalid, "A role is admin, member or reviewer.")
        }
        return role
    }
}
