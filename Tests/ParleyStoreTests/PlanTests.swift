import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyStore

/// What SQLite means to do, and how long it takes with many rows.
@Suite(.serialized) struct PlanTests {
    @Test func noReadGoesThroughAWholeTable() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let first = try await shelf.talk("Q", "A", in: conversation)
        let (database, ada, id) = (shelf.database, shelf.ada.id, conversation.id)
        let plans = try await database.plans {
            _ = try await database.conversations(for: ada, archived: false, after: ListCursor("5-x"), limit: 50)
            _ = try await database.transcript(id, for: ada, before: nil, limit: 50)
            _ = try await database.transcript(id, for: ada, before: first.answer.id, limit: 50)
            _ = try await database.changes(in: id, for: ada, after: 1)
            _ = try await database.search("word", for: ada, after: nil, limit: 20)
            _ = try await database.history(upTo: first.answer.id, windowTokens: 8_192)
            _ = try await database.past(upTo: first.answer.id, windowTokens: 8_192)
            _ = try await database.runningAnswer(in: id, for: ada)
            _ = try await database.message(first.user.id, in: id, for: ada)
            _ = try await database.person(ofSession: Data(repeating: 1, count: 32), now: .now)
            _ = try await database.person(ofToken: Data(repeating: 1, count: 32))
            _ = try await database.person(named: "Ada")
        }
        #expect(plans.count >= 15, "only \(plans.count) statements were seen")
        for plan in plans {
            let scans = plan.steps.filter {
                $0.contains(/SCAN (message|conversation|person|owner|author|draft|session|token)\b/)
            }
            #expect(scans.isEmpty, "\(plan.sql)\n\(plan.steps)")
        }
    }

    @Test func theListIsReadInItsOrder() async throws {
        let shelf = try await Shelf()
        let plans = try await shelf.database.plans {
            _ = try await shelf.database.conversations(for: shelf.ada.id, archived: false, after: nil, limit: 50)
        }
        let steps = try #require(plans.first).steps
        #expect(steps.contains { $0.contains("conversationByActivity") }, "\(steps)")
        #expect(!steps.contains { $0.contains("TEMP B-TREE") }, "\(steps)")
    }

    /// Times are printed, and only what is far off fails: machines differ.
    @Test func aHundredThousandMessagesAreNoBurden() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let leaf = try await fill(shelf, conversation, messages: 100_000)
        let clock = ContinuousClock()
        let path = try await shelf.database.backUp()
        let folder = try DataFolder(path: shelf.folder.path + "/again")
        try FileManager.default.moveItem(atPath: path, toPath: folder.database)
        var database = shelf.database
        let opening = try clock.measure { database = try Database(folder: folder) }
        let (ada, id) = (shelf.ada.id, conversation.id)
        let page = try await clock.measure { _ = try await database.transcript(id, for: ada, before: nil, limit: 50) }
        let list = try await clock.measure {
            _ = try await database.conversations(for: ada, archived: false, after: nil, limit: 50)
        }
        let search = try await clock.measure { _ = try await database.search("word", for: ada, after: nil, limit: 20) }
        let changes = try await clock.measure { _ = try await database.changes(in: id, for: ada, after: 199_990) }
        let history = try await clock.measure { _ = try await database.history(upTo: leaf, windowTokens: 8_192) }
        print(
            "100,000 messages: open \(opening), page \(page), list \(list), search \(search), changes \(changes), history \(history)"
        )
        #expect(opening < .seconds(20))
        #expect(page < .seconds(2) && list < .seconds(2) && search < .seconds(5) && changes < .seconds(2))
        #expect(history < .seconds(20))
        try database.close()
    }

    /// One long branch, written straight into the tables.
    private func fill(_ shelf: Shelf, _ conversation: Conversation, messages: Int) async throws -> Message.ID {
        let talk = try await shelf.talk("Q", "A", in: conversation)
        try await shelf.database.poke(
            """
            WITH RECURSIVE n (n) AS (SELECT 3 UNION ALL SELECT n + 1 FROM n WHERE n < \(messages))
            INSERT INTO message (seq, id, conversationId, parentId, role, authorId, content, status, revision, createdAt)
            SELECT n, 'm' || n, '\(conversation.id)', CASE n WHEN 3 THEN '\(talk.answer.id)' ELSE 'm' || (n - 1) END,
                CASE n % 2 WHEN 1 THEN 'user' ELSE 'assistant' END, CASE n % 2 WHEN 1 THEN '\(shelf.ada.id)' END,
                'word number ' || n || ' of a text that goes on for a while, as texts do, and ends with ' || (n * 7919 % 10007),
                'complete', 100000 + n, 1800000000000 + n
            FROM n;
            UPDATE conversation SET leafId = 'm\(messages)', revision = 200000 WHERE id = '\(conversation.id)';
            """)
        return Message.ID(stored: "m\(messages)")
    }
}
