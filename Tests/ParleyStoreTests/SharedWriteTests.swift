import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyStore

@Suite(.serialized) struct SharedWriteTests {
    @Test func aWriteWhoseTaskIsCancelledIsStillCommitted() async throws {
        let shelf = try await Shelf()
        for round in 0..<50 {
            let task = Task { try await shelf.add("Person \(round)") }
            task.cancel()
            _ = try await task.value
        }
        #expect(try await shelf.database.people().count == 51)
    }

    @Test func writesThatWaitShareACommit() async throws {
        let shelf = try await Shelf()
        let before = try await Self.commits(of: shelf)
        await withThrowingTaskGroup { group in
            for index in 0..<200 { group.addTask { _ = try await shelf.add("Person \(index)") } }
        }
        #expect(try await shelf.database.people().count == 201)
        let commits = try await Self.commits(of: shelf) - before
        print("200 writes at once took \(commits) commits")
        #expect(commits < 200)
    }

    /// SQLite counts every commit of a database in a pragma that other connections see.
    private static func commits(of shelf: Shelf) async throws -> Int {
        let log = shelf.folder.path + "/parley.sqlite-wal"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: log))
        // A frame of the log has 24 bytes before its page; a commit's frame tells the size of the database.
        return stride(from: 32, to: bytes.count - 24, by: 4_096 + 24).count { frame in
            bytes[(frame + 4)..<(frame + 8)].contains { $0 != 0 }
        }
    }

    @Test func aWriteThatFailsUndoesNoneOfItsNeighbours() async throws {
        let shelf = try await Shelf()
        let gate = Gate()
        let codes = await withTaskGroup { group in
            for index in 0..<100 {
                group.addTask {
                    await gate.pass()
                    // Every other one takes Ada's name, or breaks a rule of the table after it has written.
                    return switch index % 4 {
                    case 1: await code { try await shelf.add("Ada") }
                    case 3: await code { try await Self.writeThenFail(index, on: shelf.database) }
                    default: await code { try await shelf.add("Person \(index)") }
                    }
                }
            }
            gate.open()
            return await group.reduce(into: [ParleyError.Code?: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(codes == [nil: 50, .conflict: 25, .internalError: 25])
        let names = try await shelf.database.people().map(\.name)
        #expect(names.count == 51)
        #expect(!names.contains { $0.hasPrefix("Undone") })
        #expect(shelf.database.lastFailure == nil)
    }

    private static func writeThenFail(_ index: Int, on database: Database) async throws {
        try await database.poke(
            """
            INSERT INTO person (id, name, role, passwordHash, createdAt) VALUES ('u\(index)', 'Undone \(index)', 'member', 'h', 1);
            INSERT INTO person (id, name, role, passwordHash, createdAt) VALUES ('v\(index)', 'X', 'nobody', 'h', 1);
            """)
    }

    @Test func aFailedWriteTellsNothingOfTheTables() async throws {
        let shelf = try await Shelf()
        #expect(await code { try await shelf.add("aDa") } == .conflict)
        try await shelf.database.probe()
        #expect(shelf.database.lastFailure == nil)
    }

    @Test func aLogThatGrewIsFoldedBack() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let size = {
            let log = shelf.folder.path + "/parley.sqlite-wal"
            return try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0
        }
        // Given one large transaction: SQLite writes over a log it has folded back, but never makes it smaller.
        try await shelf.database.poke("UPDATE conversation SET systemPrompt = hex(randomblob(6000000))")
        #expect(try size() > 8 << 20)
        try await shelf.database.checkpoint()
        #expect(try size() == 0)
        let kept = try await shelf.database.conversation(conversation.id, for: shelf.ada.id)
        #expect(kept.systemPrompt?.utf8.count == 12_000_000)
    }
}
