import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

@Suite(.serialized) struct TreeTests {
    @Test func aTalkIsABranch() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        for turn in 0..<3 { try await shelf.talk("Q\(turn)", "A\(turn)", in: conversation) }
        let messages = try await shelf.page(conversation).messages
        #expect(messages.map(\.content) == ["Q0", "A0", "Q1", "A1", "Q2", "A2"])
        #expect(messages.map(\.parentID) == [nil] + messages.dropLast().map(\.id))
    }

    @Test func aFurtherAnswerIsASiblingAndTheOneThatIsShown() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let first = try await shelf.talk("Q", "A", in: conversation)
        let second = try await shelf.database.reply(shelf.replying(to: first.user))
        try await shelf.finish(second.assistant, "B")
        #expect(second.assistant.parentID == first.user.id)
        #expect(try await shelf.page(conversation).messages.map(\.content) == ["Q", "B"])
        let old = try await shelf.database.message(first.answer.id, in: conversation.id, for: shelf.ada.id)
        #expect(old.content == "A")
    }

    @Test func anotherQuestionAfterAnEarlierAnswerIsAnotherBranch() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let first = try await shelf.talk("Q0", "A0", in: conversation)
        try await shelf.talk("Q1", "A1", in: conversation)
        try await shelf.talk("Q1 again", "A2", in: conversation, under: first.answer.id)
        #expect(try await shelf.page(conversation).messages.map(\.content) == ["Q0", "A0", "Q1 again", "A2"])
    }

    @Test func aParentIsAnAnswerOfThisConversation() async throws {
        let shelf = try await Shelf()
        let (conversation, other) = (try await shelf.conversation(), try await shelf.conversation())
        let here = try await shelf.talk("Q", "A", in: conversation)
        let there = try await shelf.talk("Q", "A", in: other)
        for parent in [here.user.id, there.answer.id, Message.ID()] {
            let posting = shelf.posting("Hi", in: conversation, under: parent)
            #expect(await code { try await shelf.database.post(posting) } == .unprocessable)
        }
        #expect(await code { try await shelf.database.reply(shelf.replying(to: here.answer)) } == .notFound)
        var stranger = there.user
        stranger.conversationID = conversation.id
        let replying = shelf.replying(to: stranger)
        #expect(await code { try await shelf.database.reply(replying) } == .notFound)
    }

    @Test func aContinuationBeginsWithWhatWasCut() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let first = try await shelf.database.post(shelf.posting("Q", in: conversation))
        try await shelf.finish(first.assistant, "Once upon", .stopped)
        let second = try await shelf.database.reply(shelf.replying(to: first.user, continues: first.assistant.id))
        #expect(second.assistant.content == "Once upon")
        #expect(try await shelf.page(conversation).messages.last?.content == "Once upon")
        let elsewhere = shelf.replying(to: first.user, continues: first.user.id)
        try await shelf.finish(second.assistant, "Once upon a time")
        #expect(await code { try await shelf.database.reply(elsewhere) } == .unprocessable)
    }

    @Test(arguments: [1, 2, 3, 7, 50])
    func pagesUpABranchAreTheWholeBranch(limit: Int) async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        for turn in 0..<6 { try await shelf.talk("Q\(turn)", "A\(turn)", in: conversation) }
        let all = try await shelf.page(conversation).messages.map(\.content)
        var seen: [String] = []
        var before: Message.ID?
        var pages = 0
        repeat {
            let page = try await shelf.page(conversation, before: before, limit: limit)
            #expect((1...limit).contains(page.messages.count))
            seen = page.messages.map(\.content) + seen
            before = page.previous
            pages += 1
        } while before != nil && pages < 20
        #expect(seen == all)
        #expect(pages == (12 + limit - 1) / limit)
    }

    @Test func aboveTheFirstMessageIsNothing() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let first = try await shelf.talk("Q", "A", in: conversation)
        let page = try await shelf.page(conversation, before: first.user.id)
        #expect(page.messages.isEmpty && page.previous == nil)
        #expect(try await shelf.page(try await shelf.conversation()).messages.isEmpty)
        #expect(await code { try await shelf.page(conversation, before: Message.ID()) } == .notFound)
    }

    @Test func aPageIsBoundedInBytesButHasAnAnswerAndItsQuestion() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let long = String(repeating: "x", count: 200_000)
        for _ in 0..<2 { try await shelf.talk(long, long, in: conversation) }
        try await shelf.talk("Q", String(repeating: "y", count: 3 << 20), in: conversation)
        let newest = try await shelf.page(conversation)
        #expect(newest.messages.map(\.content.utf8.count) == [1, 3 << 20])
        let above = try await shelf.page(conversation, before: newest.previous)
        #expect(above.messages.map(\.content.utf8.count) == [200_000, 200_000])
        let top = try await shelf.page(conversation, before: above.previous)
        #expect(top.messages.count == 2)
        #expect(top.previous == nil)
    }

    /// A clock that jumps back must not turn a talk around.
    @Test func theOrderIsThePlaceNotTheTime() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        for (turn, hours) in [0, -1, 87_600, -2].enumerated() {
            try await shelf.talk("Q\(turn)", "A\(turn)", in: conversation, now: Date() + Double(hours) * 3_600)
        }
        let messages = try await shelf.page(conversation).messages
        #expect(messages.map(\.content) == ["Q0", "A0", "Q1", "A1", "Q2", "A2", "Q3", "A3"])
        #expect(messages.map(\.revision) == messages.map(\.revision).sorted())
    }

    @Test func theHistoryIsTheBranchUpToAMessage() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let first = try await shelf.talk("Q0", "A0", in: conversation)
        let second = try await shelf.talk("Q1", "A1", in: conversation)
        try await shelf.talk("Q1 again", "A2", in: conversation, under: first.answer.id)
        let history = try await shelf.database.history(upTo: second.user.id, windowTokens: 8_192)
        #expect(history.map(\.content) == ["Q0", "A0", "Q1"])
        #expect(history.map(\.role) == [.user, .assistant, .user])
        #expect(history.map(\.id) == [first.user.id, first.answer.id, second.user.id])
    }

    @Test func whatNoWindowReachesIsNotRead() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let long = String(repeating: "word ", count: 100_000)
        for _ in 0..<3 { try await shelf.talk(long, long, in: conversation) }
        let last = try await shelf.database.post(shelf.posting("Now?", in: conversation))
        let history = try await shelf.database.history(upTo: last.user.id, windowTokens: 1_000)
        #expect(history.map { $0.content.isEmpty } == [true, true, true, false, false, false, false])
        #expect(history.map(\.unreadBytes) == [500_000, 500_000, 500_000, 0, 0, 0, 0])
    }

    @Test func theLastCutIsTheNewestAboveAMessage() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        var (first, second) = (Message.ID(), Message.ID())
        for cut in [1, 2] {
            let posted = try await shelf.database.post(shelf.posting("Q\(cut)", in: conversation))
            var answer = posted.assistant
            answer.status = .complete
            answer.cut = StoredCut(
                firstMessageID: posted.user.id, trimmedCount: cut, shortenedIDs: [posted.user.id], window: 8_192,
                estimatedTokens: 7)
            try await shelf.finish(answer, "A\(cut)")
            (first, second) = (second, posted.user.id)
        }
        let third = try await shelf.database.post(shelf.posting("Q3", in: conversation))
        let newest = try await shelf.database.past(upTo: third.user.id, windowTokens: 8_192).lastCut
        #expect(newest?.trimmedCount == 2)
        #expect(newest?.firstMessageID == second)
        #expect(newest?.shortenedIDs == [second])
        #expect(try await shelf.database.past(upTo: second, windowTokens: 8_192).lastCut?.firstMessageID == first)
        #expect(try await shelf.database.past(upTo: first, windowTokens: 8_192).lastCut == nil)
    }
}
