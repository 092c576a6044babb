import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyStore

@Suite(.serialized) struct ChangesTests {
    private func changes(_ shelf: Shelf, _ conversation: Conversation, after revision: Int) async throws -> Changes? {
        try await shelf.database.changes(in: conversation.id, for: conversation.owner.id, after: revision)
    }

    @Test func whatIsNewerThanARevisionIsTold() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let first = try await shelf.talk("Q0", "A0", in: conversation)
        let second = try await shelf.talk("Q1", "A1", in: conversation)
        let news = try #require(try await changes(shelf, conversation, after: first.answer.revision))
        #expect(news.messages.map(\.id) == [second.user.id, second.answer.id])
        #expect(news.messages.map(\.revision) == [second.user.revision, second.answer.revision])
        #expect(news.conversationRevision == nil)
        #expect(news.conversation.revision == second.answer.revision)
    }

    @Test func nothingNewIsNothing() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let last = try await shelf.talk("Q", "A", in: conversation)
        let news = try #require(try await changes(shelf, conversation, after: last.answer.revision))
        #expect(news.messages.isEmpty)
        #expect(news.conversationRevision == nil)
    }

    @Test func theAnswerThatIsBeingWrittenIsAlwaysThere() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await shelf.database.post(shelf.posting("Q", in: conversation))
        let changed = try await shelf.database.change(conversation.id, for: shelf.ada.id, ConversationChange())
        let news = try #require(try await changes(shelf, conversation, after: changed.revision))
        #expect(news.messages.map(\.id) == [posted.assistant.id])
    }

    @Test(arguments: [-1, 0, 99, .max, .min])
    func aRevisionThatIsUnknownNeedsASnapshot(revision: Int) async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        try await shelf.talk("Q", "A", in: conversation)
        #expect(try await changes(shelf, conversation, after: revision) == nil)
    }

    @Test func whoMissedTooMuchNeedsASnapshot() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        for turn in 0..<Database.maximumChanges / 2 { try await shelf.talk("Q\(turn)", "A\(turn)", in: conversation) }
        let all = try #require(try await changes(shelf, conversation, after: 1))
        #expect(all.messages.count == Database.maximumChanges)
        try await shelf.talk("one", "more", in: conversation)
        #expect(try await changes(shelf, conversation, after: 1) == nil)
    }

    @Test func aChangeOfTheConversationItselfIsTold() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let talk = try await shelf.talk("Q", "A", in: conversation)
        var wish = ConversationChange()
        wish.isPinned = true
        let changed = try await shelf.database.change(conversation.id, for: shelf.ada.id, wish)
        let news = try #require(try await changes(shelf, conversation, after: talk.answer.revision))
        #expect(news.conversationRevision == changed.revision)
        #expect(news.conversation.isPinned)
        #expect(news.messages.isEmpty)
    }

    @Test func strangersAndTheTrashAreNotFound() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        let conversation = try await shelf.conversation()
        #expect(
            await code { try await shelf.database.changes(in: conversation.id, for: bob.id, after: 1) } == .notFound)
        _ = try await shelf.database.trash(conversation.id, for: shelf.ada.id, now: .now)
        #expect(await code { try await changes(shelf, conversation, after: 1) } == .notFound)
    }

    /// Every stored change takes the next number, and no two rows share one; told from any of them, nothing is missed.
    @Test(arguments: 0..<6)
    func revisionsRiseByOneWithEveryStoredChange(seed: Int) async throws {
        var random = SeededGenerator(seed)
        let shelf = try await Shelf()
        var conversation = try await shelf.conversation()
        var running: Message?
        var last: (user: Message, answer: Message)?
        var revisions = [conversation.revision]
        for step in 0..<30 {
            switch (Int.random(in: 0..<4, using: &random), running) {
            case (_, let answer?):
                running = nil
                let ended = try await shelf.finish(answer, "A\(step)", [.complete, .stopped, .interrupted][step % 3])
                last?.answer = ended
            case (0, nil):
                _ = try await shelf.database.change(conversation.id, for: shelf.ada.id, ConversationChange())
            case (1, nil):
                guard let question = last?.user else { continue }
                running = try await shelf.database.reply(shelf.replying(to: question)).assistant
            case (2, nil):
                try await shelf.database.suggestTitle("T\(step)", for: conversation.id)
            default:
                let posted = try await shelf.database.post(shelf.posting("Q\(step)", in: conversation))
                (running, last) = (posted.assistant, (posted.user, posted.assistant))
            }
            conversation = try await shelf.database.conversation(conversation.id, for: shelf.ada.id)
            revisions.append(conversation.revision)
        }
        #expect(revisions == revisions.sorted())
        try await expectUniqueRevisions(in: shelf, conversation)
        try await expectNothingMissed(in: shelf, conversation, seen: revisions)
    }

    private func expectUniqueRevisions(in shelf: Shelf, _ conversation: Conversation) async throws {
        let rows = try await shelf.database.peek("SELECT revision FROM message").compactMap { Int($0) }
        let own = try await shelf.database.peek("SELECT ownRevision FROM conversation").compactMap { Int($0) }
        #expect(Set(rows).count == rows.count)
        #expect(Set(rows).isDisjoint(with: own))
        #expect((rows + own).max() == conversation.revision)
    }

    private func expectNothingMissed(in shelf: Shelf, _ conversation: Conversation, seen: [Int]) async throws {
        let rows = try await shelf.database.peek("SELECT revision FROM message").compactMap { Int($0) }
        for revision in seen {
            let news = try #require(try await changes(shelf, conversation, after: revision))
            let told = news.messages.filter { $0.status != .streaming }.map(\.revision)
            let newer = rows.filter { $0 > revision }.sorted()
            #expect(told == newer.filter { told.contains($0) } && newer.count - told.count <= 1)
        }
    }
}
