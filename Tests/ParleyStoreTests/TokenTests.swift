import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

@Suite(.serialized) struct TokenTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)

    @Test(arguments: [(0.0, true), (86_399, true), (86_400, false), (1e9, false)])
    func aTokenIsGoodUntilItsEnd(seconds: TimeInterval, isIn: Bool) async throws {
        let shelf = try await Shelf()
        try await shelf.database.addToken(
            of: shelf.ada.id, name: "t", hash: hash(1), now: Self.start, expiresAt: Self.start + 86_400)
        let entry = try await shelf.database.entry(ofToken: hash(1), now: Self.start + seconds)
        #expect((entry != nil) == isIn)
        #expect(entry == nil || entry?.endsAt == Self.start + 86_400 && entry?.signedInBy == .token)
    }

    @Test func usingATokenIsWrittenDownOnceAnHour() async throws {
        let shelf = try await Shelf()
        try await shelf.database.addToken(of: shelf.ada.id, name: "t", hash: hash(1), now: Self.start)
        let used = { try await shelf.database.tokens(of: shelf.ada.id).first?.lastUsedAt }
        #expect(try await used() == nil)
        for (seconds, expected) in [(5.0, 5.0), (3_604, 5), (3_606, 3_606)] {
            #expect(try await shelf.database.entry(ofToken: hash(1), now: Self.start + seconds)?.endsAt == nil)
            #expect(try await used() == Self.start + expected)
        }
    }

    @Test func onesOwnTokenIsRevokedNobodyElses() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        let token = try await shelf.database.addToken(of: shelf.ada.id, name: "t", hash: hash(1), now: .now)
        #expect(
            await code { try await shelf.database.revokeToken(token.id, of: bob.id, by: bob.asCaller) } == .notFound)
        #expect(try await shelf.database.revokeToken(token.id, of: shelf.ada.id, by: shelf.ada.asCaller) == hash(1))
        #expect(try await shelf.database.person(ofToken: hash(1)) == nil)
        #expect(try await shelf.database.kinds().suffix(2) == ["token_created", "token_revoked"])
    }

    /// The request may be on its way for long: its body comes when its sender wants it to.
    @Test func whoIsOutMeanwhileGetsNoToken() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        try await shelf.database.startSession(of: bob.id, hash: hash(1), replacing: nil, agent: "x", now: .now)
        func add(_ token: UInt8, session: Data?) async throws {
            try await shelf.database.addToken(
                AccessToken(name: "t", createdAt: .now, expiresAt: nil), of: bob.id, hash: hash(token),
                by: bob.asCaller, session: session)
        }
        try await add(10, session: hash(1))
        try await add(11, session: nil)
        #expect(await code { try await add(12, session: hash(2)) } == .unauthenticated)
        try await shelf.database.startSession(of: shelf.ada.id, hash: hash(3), replacing: nil, agent: "x", now: .now)
        #expect(await code { try await add(12, session: hash(3)) } == .unauthenticated)
        try await shelf.database.endSession(hash: hash(1))
        #expect(await code { try await add(12, session: hash(1)) } == .unauthenticated)
        try await shelf.database.disable(bob.id)
        #expect(await code { try await add(12, session: nil) } == .unauthenticated)
        #expect(try await shelf.database.tokens(of: bob.id).count == 2)
    }

    @Test func aPersonHasNoEndOfTokens() async throws {
        let shelf = try await Shelf()
        for index in 0..<100 {
            try await shelf.database.addToken(of: shelf.ada.id, name: "t", hash: hash(UInt8(index)), now: .now)
        }
        #expect(
            await code { try await shelf.database.addToken(of: shelf.ada.id, name: "t", hash: hash(200), now: .now) }
                == .conflict)
    }

    /// A session's end is the earliest of its limits, whatever the moment at which it is asked for.
    @Test(arguments: [(0.0, 14.0), (10, 24), (20, 34), (80, 90)])
    func aSessionTellsWhenItEnds(day: TimeInterval, end: TimeInterval) async throws {
        let shelf = try await Shelf()
        try await shelf.database.startSession(
            of: shelf.ada.id, hash: hash(1), replacing: nil, agent: "x", now: Self.start)
        var entry: Entry?
        for passed in stride(from: 0, through: day, by: 10) {
            entry = try await shelf.database.entry(ofSession: hash(1), now: Self.start + passed * 86_400)
        }
        #expect(entry?.endsAt == Self.start + end * 86_400)
    }
}
