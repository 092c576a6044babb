import Foundation
import Logging
public import ParleyCore
import ParleyStore

/// The first admin.
extension People {
    static let setupLinkLife: TimeInterval = 86_400

    /// A fresh one-time link's secret; nil where there is an admin already.
    public func makeSetupLink() async throws -> Secret? {
        let secret = Secret.session()
        let expiry = Date(timeIntervalSinceNow: Self.setupLinkLife)
        let isKept = try await database.keepSetupLink(hash: Secret.hash(secret.text), expiresAt: expiry)
        return isKept ? secret : nil
    }

    public func needsSetup() async throws -> Bool {
        try await !database.hasAdmin()
    }

    /// Makes the first admin and signs them in, once.
    public func setUp(
        link: String, name: String, password: String, address: String, agent: String
    ) async throws -> SignedIn {
        try passwords.requireOn()
        guard try await needsSetup() else {
            throw ParleyError(.conflict, "This Parley is set up already; please sign in.")
        }
        let person = Person(name: try Person.name(from: name), role: .admin)
        try Password.requireUsable(password, for: person.name)
        let hash = try await hashing.run { try Password.hash(password) }
        let (secret, session) = newSession(address: address, agent: agent)
        try await database.makeFirstAdmin(
            person, passwordHash: hash, linkHash: Secret.hash(link), session: session, now: .now)
        logger.notice("first admin made", metadata: ["person": "\(person.id)"])
        return SignedIn(person: person, session: secret, signedInBy: .password, hasPassword: true)
    }
}
