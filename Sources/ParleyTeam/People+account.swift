import Foundation
import Logging
public import ParleyCore
import ParleyLive
import ParleyStore

/// What people do with their own account.
extension People {
    public func rename(_ identity: Identity, to name: String, address: String) async throws -> Person {
        let change = PersonChange(name: try Person.name(from: name))
        return try await database.change(
            identity.person.id, change, by: caller(identity, address)
        ).record.person
    }

    /// Changes one's own password. Every session ends; the browser that asked gets a new one.
    public func changePassword(
        _ identity: Identity, from current: String, to new: String, address: String, agent: String
    ) async throws -> SignedIn {
        try passwords.requireOn()
        let person = identity.person
        try Password.requirePossible(current, name: person.name)
        try Password.requireUsable(new, for: person.name)
        let old = try await proven(current, of: person, address: address)
        let hash = try await hashing.run { try Password.hash(new) }
        let (secret, session) = newSession(address: address, agent: agent)
        let ended = try await database.changePassword(
            of: person.id, from: old, to: hash, session: session, by: caller(identity, address))
        end(ended)
        return SignedIn(person: person, session: secret, signedInBy: .password, hasPassword: true)
    }

    /// The hash of a person's password, once they have shown that they know it. Guesses are counted for the person,
    /// wherever they come from: who asks is signed in already, so nobody else is held up.
    private func proven(_ password: String, of person: Person, address: String) async throws -> String {
        let place = "account \(person.id)"
        try throttle.begin(name: person.name, from: place)
        let check: Password.Check
        let hash: String?
        do {
            hash = try await database.credentials(of: person.id)?.passwordHash
            check = try await verify(password, against: hash)
        } catch {
            throttle.forget(name: person.name, from: place)
            throw error
        }
        guard check.isRight, let hash else {
            throttle.fail(name: person.name, from: place)
            logger.notice("wrong current password", metadata: ["person": "\(person.id)", "address": "\(address)"])
            throw ParleyError(.forbidden, "That is not your current password.")
        }
        throttle.succeed(name: person.name, from: place)
        return hash
    }

    // MARK: Sessions

    public func sessions(of identity: Identity) async throws -> [SignedInSession] {
        try await database.sessions(of: identity.person.id)
    }

    public func endSession(_ id: SignedInSession.ID, of identity: Identity, address: String) async throws {
        end([try await database.endSession(id, of: identity.person.id, by: caller(identity, address))])
    }

    public func endOtherSessions(of identity: Identity, address: String) async throws {
        end(
            try await database.endSessions(
                of: identity.person.id, except: identity.credential, by: caller(identity, address)))
    }

    // MARK: Programs' keys

    public func tokens(of identity: Identity) async throws -> [AccessToken] {
        try await database.tokens(of: identity.person.id)
    }

    public func createToken(
        of identity: Identity, name: String, expiresInDays days: Int?, address: String
    ) async throws -> (secret: Secret, token: AccessToken) {
        // Whom a proxy names has no row of a session.
        let session = identity.sessionID == nil ? nil : identity.credential
        return try await createToken(
            of: identity.person, name: name, days: days, by: caller(identity, address), session: session)
    }

    public func revokeToken(_ id: AccessToken.ID, of identity: Identity, address: String) async throws {
        end([try await database.revokeToken(id, of: identity.person.id, by: caller(identity, address))])
    }

    func createToken(
        of person: Person, name: String, days: Int?, by caller: Caller, session: Data? = nil
    ) async throws -> (secret: Secret, token: AccessToken) {
        let now = Date()
        var expiry: Date?
        if let days {
            guard AccessToken.allowedDays.contains(days) else {
                throw ParleyError(.invalid, "A token is good for 1 to 3,650 days, or without an end.")
            }
            expiry = now + TimeInterval(days) * 86_400
        }
        let name = try OneLine.text(name, upTo: AccessToken.maximumNameLength, as: "The name of a token")
        let (secret, token) = (Secret.token(), AccessToken(name: name, createdAt: now, expiresAt: expiry))
        try await database.addToken(token, of: person.id, hash: Secret.hash(secret.text), by: caller, session: session)
        return (secret, token)
    }

    // MARK: Others

    /// Everybody who may come in.
    public func names() async throws -> [PersonName] {
        try await database.names()
    }

    func end(_ credentials: [Data]) {
        for credential in credentials { feed.end(credential: credential) }
    }

    func caller(_ identity: Identity, _ address: String) -> Caller {
        Caller(person: identity.person.asName, address: address)
    }
}

/// Short texts that people choose and others see in lists, terminals and logs.
enum OneLine {
    static func text(_ text: String, upTo limit: Int, as what: String) throws(ParleyError) -> String {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let isPlain = trimmed.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: scalar == "\u{200D}"
            default: true
            }
        }
        guard trimmed.unicodeScalars.count <= limit, isPlain else {
            throw ParleyError(.invalid, "\(what) has at most \(limit) visible characters on one line.")
        }
        return trimmed
    }
}
