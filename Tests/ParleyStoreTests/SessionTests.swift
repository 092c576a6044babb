import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

@Suite(.serialized) struct SessionTests {
    private static let hash = Data(repeating: 1, count: 32)
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private static let day: TimeInterval = 86_400

    private func shelf() async throws -> Shelf {
        let shelf = try await Shelf()
        try await shelf.database.startSession(
            of: shelf.ada.id, hash: Self.hash, replacing: nil, agent: "x", now: Self.start)
        return shelf
    }

    private func isIn(_ shelf: Shelf, after seconds: TimeInterval) async throws -> Bool {
        try await shelf.database.person(ofSession: Self.hash, now: Self.start + seconds) != nil
    }

    @Test(arguments: [(0, true), (14 * day - 1, true), (14 * day + 1, false), (-3_600, true), (3_650 * day, false)])
    func aSessionThatIsNotUsedEndsAfterFourteenDays(seconds: TimeInterval, isIn: Bool) async throws {
        #expect(try await self.isIn(try await shelf(), after: seconds) == isIn)
    }

    @Test(arguments: [(90 * day - 1, true), (90 * day + 1, false)])
    func aSessionThatIsUsedEndsAfterNinetyDays(seconds: TimeInterval, isIn: Bool) async throws {
        let shelf = try await shelf()
        for days in stride(from: 10.0, through: 80, by: 10) {
            #expect(try await self.isIn(shelf, after: days * Self.day))
        }
        #expect(try await self.isIn(shelf, after: seconds) == isIn)
    }

    @Test func readingDoesNotMeanWriting() async throws {
        let shelf = try await shelf()
        let seen = "SELECT CAST(lastSeenAt / 1000 AS TEXT) FROM session"
        _ = try await isIn(shelf, after: 3_599)
        #expect(try await shelf.database.peek(seen) == ["1800000000"])
        _ = try await isIn(shelf, after: 3_601)
        #expect(try await shelf.database.peek(seen) == ["1800003601"])
    }

    @Test func aSessionEndsWhenItIsLeftOrReplaced() async throws {
        let shelf = try await shelf()
        let next = Data(repeating: 2, count: 32)
        try await shelf.database.startSession(
            of: shelf.ada.id, hash: next, replacing: Self.hash, agent: "x", now: Self.start)
        #expect(try await !isIn(shelf, after: 1))
        #expect(try await shelf.database.person(ofSession: next, now: Self.start) != nil)
        try await shelf.database.endSession(hash: next)
        #expect(try await shelf.database.person(ofSession: next, now: Self.start) == nil)
    }

    @Test func oldSessionsAreSweptWhenANewOneStarts() async throws {
        let shelf = try await shelf()
        let next = Data(repeating: 2, count: 32)
        try await shelf.database.startSession(
            of: shelf.ada.id, hash: next, replacing: nil, agent: String(repeating: "x", count: 5_000),
            now: Self.start + 15 * Self.day)
        #expect(try await shelf.database.peek("SELECT length(agent) FROM session") == ["200"])
    }

    @Test func whatWasNeverGivenOutIsNobodys() async throws {
        let shelf = try await shelf()
        for hash in [Data(), Data(repeating: 0, count: 32), Data(repeating: 1, count: 31)] {
            #expect(try await shelf.database.person(ofSession: hash, now: Self.start) == nil)
            #expect(try await shelf.database.person(ofToken: hash) == nil)
        }
        #expect(try await shelf.database.person(ofToken: Self.hash) == nil, "a session is no token")
    }
}
