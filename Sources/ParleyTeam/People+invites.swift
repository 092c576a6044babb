import Foundation
import Logging
public import ParleyCore
import ParleyLive
import ParleyStore

/// What an admin wants of a new invite.
public struct InviteWish: Sendable {
    public var role: Person.Role?
    public var name: String?
    public var note: String?
    /// Whose password it is to renew; then role and name are theirs.
    public var person: Person.ID?
    public var expiresInHours: Int?

    public init(role: Person.Role?, name: String?, note: String?, person: Person.ID?, expiresInHours: Int?) {
        self.role = role
        self.name = name
        self.note = note
        self.person = person
        self.expiresInHours = expiresInHours
    }
}

/// Links that let people in.
extension People {
    public func openInvites() async throws -> [Invite] {
        try await database.openInvites()
    }

    /// Makes a link; its secret is told this once.
    public func invite(
        _ wish: InviteWish, by identity: Identity, address: String
    ) async throws -> (secret: Secret, invite: Invite) {
        try passwords.requireOn()
        let hours = wish.expiresInHours ?? Invite.usualHours
        guard Invite.allowedHours.contains(hours) else {
            throw ParleyError(.invalid, "An invite is good for 1 to 168 hours.")
        }
        guard let role = wish.role ?? (wish.person == nil ? nil : .member) else {
            throw ParleyError(.invalid, "role is missing.")
        }
        let now = Date()
        let invite = Invite(
            kind: wish.person == nil ? .invite : .password, role: role, name: try Self.name(in: wish),
            note: try OneLine.text(wish.note ?? "", upTo: Invite.maximumNoteLength, as: "A note"), person: wish.person,
            createdBy: identity.person.asName, createdAt: now, expiresAt: now + TimeInterval(hours) * 3_600)
        let secret = Secret.session()
        let kept = try await database.addInvite(
            invite, hash: Secret.hash(secret.text), by: caller(identity, address))
        return (secret, kept)
    }

    private static func name(in wish: InviteWish) throws(ParleyError) -> String? {
        guard wish.person == nil, let name = wish.name, !name.isEmpty else { return nil }
        return try Person.name(from: name)
    }

    public func revokeInvite(_ id: Invite.ID, by identity: Identity, address: String) async throws {
        try await database.revokeInvite(id, by: caller(identity, address))
    }

    /// What a link is good for.
    public func look(at link: String, address: String) async throws -> Invite {
        try linkThrottle.begin(name: "", from: address)
        return try await usable(link, address: address)
    }

    /// Uses a link up and signs its person in.
    public func accept(
        link: String, name: String?, password: String, address: String, agent: String, replacing old: String?
    ) async throws -> SignedIn {
        try passwords.requireOn()
        let invite = try await look(at: link, address: address)
        let chosen =
            invite.kind == .invite ? try name.map { text throws(ParleyError) in try Person.name(from: text) } : nil
        guard let called = chosen ?? invite.name else { throw ParleyError(.invalid, "name is missing.") }
        try Password.requireUsable(password, for: called)
        let hash = try await hashing.run { try Password.hash(password) }
        let (secret, session) = newSession(address: address, agent: agent, replacing: old)
        let used = try await database.useInvite(
            hash: Secret.hash(link), name: chosen, passwordHash: hash, session: session)
        if let replaced = session.replacing { feed.end(credential: replaced) }
        if used.wasThere { feed.end(person: used.person.id) }
        logger.notice("invite used", metadata: ["person": "\(used.person.id)", "address": "\(address)"])
        return SignedIn(person: used.person, session: secret, signedInBy: .password, hasPassword: true)
    }

    private func usable(_ link: String, address: String) async throws -> Invite {
        do {
            let invite = try await database.invite(hash: Secret.hash(link))
            linkThrottle.forget(name: "", from: address)
            return invite
        } catch let error as ParleyError where error == Invite.void {
            linkThrottle.fail(name: "", from: address)
            logger.notice("wrong invite link", metadata: ["address": "\(address)"])
            throw error
        } catch {
            linkThrottle.forget(name: "", from: address)
            throw error
        }
    }
}
