import Foundation
import Logging
public import ParleyCore
import ParleyLive
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
        link: String, name: String, password: String, address: String, agent: String, replacing old: String?
    ) async throws -> SignedIn {
        try passwords.requireOn()
        guard try await needsSetup() else {
            throw ParleyError(.conflict, "This Parley is set up already; please sign in.")
        }
        try await requireGood(link, address: address)
        let person = Person(name: try Person.name(from: name), role: .admin)
        try Password.requireUsable(password, for: person.name)
        let hash = try await hashing.run { try Password.hash(password) }
        let (secret, session) = newSession(address: address, agent: agent, replacing: old)
        try await database.makeFirstAdmin(
            person, passwordHash: hash, linkHash: Secret.hash(link), session: session, now: .now)
        if let replaced = session.replacing { feed.end(credential: replaced) }
        logger.notice("first admin made", metadata: ["person": "\(person.id)"])
        return SignedIn(person: person, session: secret, signedInBy: .password, hasPassword: true)
    }

    /// A hash takes a quarter of a second, so who has no link gets none made; the transaction asks for the link again.
    private func requireGood(_ link: String, address: String) async throws {
        try linkThrottle.begin(name: "", from: address)
        do {
            try await database.requireSetupLink(hash: Secret.hash(link), now: .now)
            linkThrottle.forget(name: "", from: address)
        } catch let error as ParleyError where error.code == .forbidden {
            linkThrottle.fail(name: "", from: address)
            logger.notice("wrong setup link", metadata: ["address": "\(address)"])
            throw error
        } catch {
            linkThrottle.forget(name: "", from: address)
            throw error
        }
    }
}
