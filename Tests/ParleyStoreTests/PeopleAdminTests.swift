import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

@Suite(.serialized) struct PeopleAdminTests {
    private func isIn(_ shelf: Shelf, _ byte: UInt8) async throws -> Bool {
        try await shelf.database.person(ofSession: hash(byte), now: .now) != nil
    }

    private func start(_ shelf: Shelf, _ person: Person, _ byte: UInt8) async throws {
        try await shelf.database.startSession(of: person.id, hash: hash(byte), replacing: nil, agent: "x", now: .now)
    }

    @Test func anotherRoleEndsEverySessionButTheOneThatAsked() async throws {
        let shelf = try await Shelf()
        let eve = try await shelf.add("Eve", .admin)
        for (person, byte) in [(eve, 1), (eve, 2), (shelf.ada, 3)] as [(Person, UInt8)] {
            try await start(shelf, person, byte)
        }
        let changed = try await shelf.database.change(
            eve.id, PersonChange(role: .member), by: eve.asCaller, keeping: hash(1))
        #expect(changed.isSignedOut && changed.record.person.role == .member)
        #expect(try await [isIn(shelf, 1), isIn(shelf, 2), isIn(shelf, 3)] == [true, false, true])
    }

    @Test func anotherNameEndsNothing() async throws {
        let shelf = try await Shelf()
        try await start(shelf, shelf.ada, 1)
        let changed = try await shelf.database.change(
            shelf.ada.id, PersonChange(name: "ADA", role: .admin, isDisabled: false), by: shelf.ada.asCaller)
        #expect(!changed.isSignedOut && changed.record.person.name == "ADA")
        #expect(try await isIn(shelf, 1))
        #expect(try await shelf.database.kinds().last == "person_renamed")
    }

    @Test(arguments: [PersonChange(role: .member), PersonChange(isDisabled: true), PersonChange(role: .reviewer)])
    func theLastAdminStaysOne(change: PersonChange) async throws {
        let shelf = try await Shelf()
        let gone = try await shelf.add("Gone", .admin)
        try await shelf.database.disable(gone.id)
        #expect(
            await code { try await shelf.database.change(shelf.ada.id, change, by: shelf.ada.asCaller) } == .conflict)
        #expect(try await shelf.database.people().first?.isAdmin == true)
    }

    @Test func ofTwoAdminsWhoDemoteEachOtherOneStays() async throws {
        let shelf = try await Shelf()
        let eve = try await shelf.add("Eve", .admin)
        let demote = { (whom: Person, who: Person) in
            await code {
                try await shelf.database.change(whom.id, PersonChange(role: .member), by: who.asCaller)
            }
        }
        async let first = demote(shelf.ada, eve)
        async let second = demote(eve, shelf.ada)
        let codes = [await first, await second]
        #expect(codes.count { $0 == nil } == 1)
        #expect(try await shelf.database.people().count { $0.isAdmin } == 1)
    }

    /// The request was let in while they were an admin; the change comes after they were not.
    @Test func whoIsNoAdminAnyMoreChangesNobody() async throws {
        let shelf = try await Shelf()
        let (eve, bob) = (try await shelf.add("Eve", .admin), try await shelf.add("Bob"))
        _ = try await shelf.database.change(eve.id, PersonChange(role: .member), by: shelf.ada.asCaller)
        let changes = [PersonChange(role: .admin), PersonChange(name: "Rob"), PersonChange(isDisabled: true)]
        for change in changes {
            #expect(await code { try await shelf.database.change(bob.id, change, by: eve.asCaller) } == .notFound)
        }
        #expect(
            await code { try await shelf.database.change(eve.id, PersonChange(role: .admin), by: eve.asCaller) }
                == .notFound)
        #expect(
            await code { try await shelf.database.endSessions(of: bob.id, except: nil, by: eve.asCaller) } == .notFound)
        #expect(
            await code { try await shelf.database.endSession(SignedInSession.ID(), of: nil, by: eve.asCaller) }
                == .notFound)
    }

    @Test func everybodyIsListedWithWhatTheyHave() async throws {
        let shelf = try await Shelf()
        let bob = Person(name: "Bob", role: .member)
        try await shelf.database.addPerson(bob, passwordHash: nil)
        try await start(shelf, bob, 1)
        try await shelf.database.addToken(of: bob.id, name: "t", hash: hash(2), now: .now)
        try await shelf.database.addToken(of: bob.id, name: "old", hash: hash(3), now: .now, expiresAt: .now - 1)
        let records = try await shelf.database.peopleRecords()
        #expect(records.map(\.person.name) == ["Ada", "Bob"])
        #expect(records[1].sessionCount == 1 && records[1].tokenCount == 1 && !records[1].hasPassword)
        #expect(records[0].hasPassword && records[0].lastSeenAt == nil && records[1].lastSeenAt != nil)
        #expect(try await shelf.database.names().map(\.name) == ["Ada", "Bob"])
        try await shelf.database.disable(bob.id)
        #expect(try await shelf.database.names().map(\.name) == ["Ada"])
    }

    @Test func ofSessionsOneMayBeEndedOrAllOthers() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        for byte in 1...3 as ClosedRange<UInt8> { try await start(shelf, shelf.ada, byte) }
        try await start(shelf, bob, 9)
        let sessions = try await shelf.database.sessions(of: shelf.ada.id)
        #expect(sessions.count == 3 && sessions.allSatisfy { $0.signedInBy == .password && $0.address == "10.0.0.1" })
        #expect(
            await code { try await shelf.database.endSession(sessions[0].id, of: bob.id, by: bob.asCaller) }
                == .notFound)
        let ended = try await shelf.database.endSession(sessions[0].id, of: shelf.ada.id, by: shelf.ada.asCaller)
        let kept = try #require([hash(1), hash(2), hash(3)].first { $0 != ended })
        #expect(
            try await shelf.database.endSessions(of: shelf.ada.id, except: kept, by: shelf.ada.asCaller).count == 1)
        #expect(try await shelf.database.person(ofSession: kept, now: .now) != nil)
        #expect(try await shelf.database.sessions(of: nil).count == 2)
        #expect(try await shelf.database.kinds().suffix(2) == ["session_ended", "session_ended"])
    }

    @Test func aSessionBegunWithAPasswordThatWasJustChangedIsRefused() async throws {
        let shelf = try await Shelf()
        let session = NewSession(hash: hash(1), agent: "x", address: "y")
        try await shelf.database.setPassword(of: shelf.ada.id, hash: "newer")
        #expect(
            await code {
                try await shelf.database.startSession(of: shelf.ada.id, session, provenHash: "hash", now: .now)
            } == .unauthenticated)
        try await shelf.database.startSession(of: shelf.ada.id, session, provenHash: "newer", now: .now)
        let bob = try await shelf.add("Bob")
        try await shelf.database.disable(bob.id)
        #expect(
            await code { try await shelf.database.startSession(of: bob.id, session, now: .now) } == .unauthenticated)
    }

    @Test func onesOwnNewPasswordLeavesOneNewSession() async throws {
        let shelf = try await Shelf()
        try await start(shelf, shelf.ada, 1)
        try await start(shelf, shelf.ada, 2)
        let session = NewSession(hash: hash(3), agent: "x", address: "y")
        let change = { (old: String) in
            try await shelf.database.changePassword(
                of: shelf.ada.id, from: old, to: "new", session: session, by: shelf.ada.asCaller)
        }
        #expect(await code { try await change("other") } == .conflict)
        let ended = try await change("hash")
        #expect(Set(ended) == [hash(1), hash(2)])
        #expect(try await [isIn(shelf, 1), isIn(shelf, 2), isIn(shelf, 3)] == [false, false, true])
        #expect(try await shelf.database.kinds().last == "password_changed")
    }
}
