import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

@Suite(.serialized) struct PeopleTests {
    private static let link = Data(repeating: 7, count: 32)

    private func empty() async throws -> Shelf {
        let shelf = try await Shelf()
        try await shelf.database.poke("DELETE FROM person")
        return shelf
    }

    @Test func aPersonIsFoundByNameInAnyCase() async throws {
        let shelf = try await Shelf()
        #expect(try await shelf.database.person(named: "aDA")?.id == shelf.ada.id)
        #expect(try await shelf.database.credentials(of: "ADA")?.passwordHash == "hash")
        #expect(try await shelf.database.person(named: "Bob") == nil)
        #expect(await code { try await shelf.add("ada") } == .conflict)
        #expect(try await shelf.database.people().map(\.name) == ["Ada"])
    }

    @Test func ofFiftyFirstAdminsThereIsOne() async throws {
        let shelf = try await empty()
        #expect(try await shelf.database.keepSetupLink(hash: Self.link, expiresAt: .now + 60))
        let codes = await withTaskGroup { group in
            for index in 0..<50 {
                group.addTask {
                    await code {
                        try await shelf.database.makeFirstAdmin(
                            Person(name: "Admin \(index)", role: .admin), passwordHash: "h", linkHash: Self.link,
                            now: .now)
                    }
                }
            }
            return await group.reduce(into: [ParleyError.Code?]()) { $0.append($1) }
        }
        #expect(codes.count { $0 == nil } == 1)
        #expect(codes.count { $0 == .conflict } == 49)
        #expect(try await shelf.database.people().count == 1)
    }

    @Test func aSetupLinkThatIsWrongOldOrReplacedIsRefused() async throws {
        let shelf = try await empty()
        let make = { (link: Data) in
            try await shelf.database.makeFirstAdmin(
                Person(name: "A", role: .admin), passwordHash: "h", linkHash: link, now: .now)
        }
        #expect(await code { try await make(Self.link) } == .forbidden)
        _ = try await shelf.database.keepSetupLink(hash: Self.link, expiresAt: .now - 1)
        #expect(await code { try await make(Self.link) } == .forbidden)
        let newer = Data(repeating: 8, count: 32)
        _ = try await shelf.database.keepSetupLink(hash: Self.link, expiresAt: .now + 60)
        _ = try await shelf.database.keepSetupLink(hash: newer, expiresAt: .now + 60)
        #expect(await code { try await make(Self.link) } == .forbidden)
        #expect(await code { try await make(newer) } == nil)
        #expect(try await !shelf.database.keepSetupLink(hash: Self.link, expiresAt: .now + 60))
        #expect(try await shelf.database.peek("SELECT count(*) FROM setupLink") == ["0"])
    }

    @Test func theLastAdminStays() async throws {
        let shelf = try await Shelf()
        _ = try await shelf.add("Bob")
        #expect(await code { try await shelf.database.disable(shelf.ada.id) } == .conflict)
        let eve = try await shelf.add("Eve", .admin)
        #expect(await code { try await shelf.database.disable(shelf.ada.id) } == nil)
        #expect(await code { try await shelf.database.disable(eve.id) } == .conflict)
    }

    @Test func ofTwoAdminsWhoShutEachOtherOutOneStays() async throws {
        let shelf = try await Shelf()
        let eve = try await shelf.add("Eve", .admin)
        async let first = code { try await shelf.database.disable(shelf.ada.id) }
        async let second = code { try await shelf.database.disable(eve.id) }
        #expect(Set([await first, await second]) == [nil, .conflict])
        #expect(try await shelf.database.people().count { $0.isAdmin } == 1)
    }

    @Test func whoIsDisabledIsOutEverywhere() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        let (session, token) = (Data(repeating: 1, count: 32), Data(repeating: 2, count: 32))
        try await shelf.database.startSession(of: bob.id, hash: session, replacing: nil, agent: "x", now: .now)
        try await shelf.database.addToken(of: bob.id, name: "t", hash: token, now: .now)
        #expect(try await shelf.database.person(ofSession: session, now: .now)?.id == bob.id)
        #expect(try await shelf.database.person(ofToken: token)?.id == bob.id)
        try await shelf.database.disable(bob.id)
        #expect(try await shelf.database.person(ofSession: session, now: .now) == nil)
        #expect(try await shelf.database.person(ofToken: token) == nil)
        #expect(try await shelf.database.credentials(of: "Bob")?.person.isDisabled == true)
    }

    @Test func aNewPasswordEndsEverySessionButNoToken() async throws {
        let shelf = try await Shelf()
        let (session, token) = (Data(repeating: 1, count: 32), Data(repeating: 2, count: 32))
        try await shelf.database.startSession(of: shelf.ada.id, hash: session, replacing: nil, agent: "x", now: .now)
        try await shelf.database.addToken(of: shelf.ada.id, name: "t", hash: token, now: .now)
        try await shelf.database.renewHash(of: shelf.ada.id, from: "hash", to: "same, newer form")
        #expect(try await shelf.database.person(ofSession: session, now: .now) != nil)
        try await shelf.database.setPassword(of: shelf.ada.id, hash: "new")
        #expect(try await shelf.database.person(ofSession: session, now: .now) == nil)
        #expect(try await shelf.database.person(ofToken: token) != nil)
        #expect(try await shelf.database.credentials(of: "Ada")?.passwordHash == "new")
    }
}
