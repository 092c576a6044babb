import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

@Suite(.serialized) struct InviteTests {
    private func invite(
        _ shelf: Shelf, _ role: Person.Role = .member, name: String? = nil, for person: Person.ID? = nil,
        hash secret: Data = hash(7), by admin: Person? = nil, hours: Double = 1
    ) async throws -> Invite {
        let now = Date()
        let wish = Invite(
            kind: person == nil ? .invite : .password, role: role, name: name, person: person,
            createdBy: (admin ?? shelf.ada).asName, createdAt: now, expiresAt: now + hours * 3_600)
        return try await shelf.database.addInvite(wish, hash: secret, by: (admin ?? shelf.ada).asCaller)
    }

    private func use(
        _ shelf: Shelf, name: String? = "Bob", session: UInt8 = 1, now: Date = .now
    ) async throws -> (person: Person, wasThere: Bool) {
        let session = NewSession(hash: hash(session), agent: "x", address: "10.0.0.9")
        return try await shelf.database.useInvite(
            hash: hash(7), name: name, passwordHash: "new", session: session, now: now)
    }

    @Test func anInviteLetsOneIn() async throws {
        let shelf = try await Shelf()
        let invite = try await invite(shelf, .reviewer, name: "Bob")
        #expect(try await shelf.database.openInvites().map(\.id) == [invite.id])
        #expect(try await shelf.database.invite(hash: hash(7)).name == "Bob")
        let (bob, wasThere) = try await use(shelf, name: nil)
        #expect(bob.name == "Bob" && bob.role == .reviewer && !wasThere)
        #expect(try await shelf.database.person(ofSession: hash(1), now: .now)?.id == bob.id)
        #expect(await code { try await use(shelf, name: "Eve", session: 2) } == .forbidden)
        #expect(try await shelf.database.openInvites().isEmpty)
        #expect(try await shelf.database.kinds().suffix(3) == ["invite_created", "invite_used", "person_added"])
    }

    /// The first link went astray, so a second was made: neither outlives the new password.
    @Test(arguments: ["link", "own change", "reset"])
    func aLinkForANewPasswordIsWorthNothingOnceThereIsOne(way: String) async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        _ = try await invite(shelf, for: bob.id, hash: hash(8))
        let session = NewSession(hash: hash(1), agent: "x", address: "10.0.0.9")
        switch way {
        case "link":
            _ = try await invite(shelf, for: bob.id)
            _ = try await use(shelf)
        case "own change":
            let old = try #require(try await shelf.database.credentials(of: bob.id)?.passwordHash)
            _ = try await shelf.database.changePassword(
                of: bob.id, from: old, to: "new", session: session, by: bob.asCaller)
        default: try await shelf.database.setPassword(of: bob.id, hash: "new")
        }
        #expect(try await shelf.database.openInvites().isEmpty)
        #expect(await code { try await shelf.database.invite(hash: hash(8)) } == .forbidden)
        #expect(try await shelf.database.kinds().contains("invite_revoked"))
    }

    @Test func ofFiftyAtOnceOneIsLetIn() async throws {
        let shelf = try await Shelf()
        _ = try await invite(shelf)
        let codes = await withTaskGroup { group in
            for index in 0..<50 {
                group.addTask { await code { try await use(shelf, name: "Bob \(index)", session: UInt8(index + 1)) } }
            }
            return await group.reduce(into: [ParleyError.Code?]()) { $0.append($1) }
        }
        #expect(codes.count { $0 == nil } == 1 && codes.count { $0 == .forbidden } == 49)
        #expect(try await shelf.database.people().count == 2)
        #expect(try await shelf.database.peek("SELECT count(*) FROM session") == ["1"])
    }

    @Test func whatIsOverRevokedOrUnknownLetsNobodyIn() async throws {
        let shelf = try await Shelf()
        #expect(await code { try await use(shelf) } == .forbidden)
        let invite = try await invite(shelf)
        #expect(await code { try await use(shelf, now: .now + 3_601) } == .forbidden)
        try await shelf.database.revokeInvite(invite.id, by: shelf.ada.asCaller)
        #expect(await code { try await use(shelf) } == .forbidden)
        #expect(await code { try await shelf.database.revokeInvite(invite.id, by: shelf.ada.asCaller) } == .notFound)
        #expect(try await shelf.database.people().count == 1)
    }

    @Test func aNameThatIsTakenLeavesTheInviteGood() async throws {
        let shelf = try await Shelf()
        _ = try await invite(shelf)
        #expect(await code { try await use(shelf, name: "aDA") } == .conflict)
        #expect(try await use(shelf).person.name == "Bob")
    }

    @Test func aPasswordLinkRenewsOnePasswordAndSignsOut() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob", .reviewer)
        try await shelf.database.startSession(of: bob.id, hash: hash(3), replacing: nil, agent: "x", now: .now)
        let invite = try await invite(shelf, .admin, name: "Somebody", for: bob.id)
        #expect(invite.role == .reviewer && invite.name == "Bob" && invite.kind == .password)
        let used = try await use(shelf, name: "Eve")
        #expect(used.person.id == bob.id && used.person.name == "Bob" && used.wasThere)
        #expect(try await shelf.database.credentials(of: "Bob")?.passwordHash == "new")
        #expect(try await shelf.database.person(ofSession: hash(3), now: .now) == nil)
        #expect(try await shelf.database.kinds().last == "password_reset")
    }

    @Test func aPasswordLinkIsNotForWhoIsShutOut() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        _ = try await invite(shelf, for: bob.id)
        try await shelf.database.disable(bob.id)
        #expect(await code { try await use(shelf) } == .forbidden)
        #expect(await code { try await invite(shelf, for: bob.id, hash: hash(8)) } == .conflict)
    }

    @Test func onlyAnAdminInvites() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        #expect(await code { try await invite(shelf, by: bob) } == .notFound)
        #expect(try await shelf.database.openInvites().isEmpty)
    }

    @Test(arguments: [PersonChange(role: .member), PersonChange(isDisabled: true)])
    func theInvitesOfWhoIsNoAdminAnyMoreAreVoid(change: PersonChange) async throws {
        let shelf = try await Shelf()
        let eve = try await shelf.add("Eve", .admin)
        _ = try await invite(shelf, .admin, by: eve)
        _ = try await shelf.database.change(eve.id, change, by: shelf.ada.asCaller)
        #expect(await code { try await use(shelf) } == .forbidden)
        #expect(try await shelf.database.kinds().last == "invite_revoked")
    }
}
