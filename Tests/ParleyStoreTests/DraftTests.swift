import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyStore

@Suite(.serialized) struct DraftTests {
    private func pieces(_ texts: [String], of id: Message.ID, _ kind: DraftPiece.Kind = .content, from: Int = 0)
        -> [DraftPiece]
    {
        var offset = from
        return texts.map { text in
            defer { offset += text.utf8.count }
            return DraftPiece(messageID: id, kind: kind, offset: offset, text: text)
        }
    }

    @Test func whatWasWrittenWhenTheServerDiedIsPutTogether() async throws {
        var random = SeededGenerator(7)
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await shelf.database.post(shelf.posting("Q", in: conversation))
        let text = random.text(signs: 600)
        let thought = random.text(signs: 200)
        // Saved in many rounds, both kinds in each, as the saver does.
        let rounds = pieces(random.pieces(of: text, upTo: 40), of: posted.assistant.id)
        let thoughts = pieces(random.pieces(of: thought, upTo: 40), of: posted.assistant.id, .reasoning)
        for index in 0..<max(rounds.count, thoughts.count) {
            try await shelf.database.append(
                Array(rounds.dropFirst(index).prefix(1) + thoughts.dropFirst(index).prefix(1)))
        }
        #expect(try await shelf.database.interruptRunning(now: .now) == 1)
        let message = try await shelf.database.message(posted.assistant.id, in: conversation.id, for: shelf.ada.id)
        #expect(message.status == .interrupted)
        #expect(message.content.utf8.elementsEqual(text.utf8))
        #expect(message.reasoning.utf8.elementsEqual(thought.utf8))
        #expect(message.revision > posted.assistant.revision)
        #expect(try await shelf.database.peek("SELECT count(*) FROM draft") == ["0"])
    }

    @Test func nothingThatRunsIsNothingToInterrupt() async throws {
        let shelf = try await Shelf()
        try await shelf.talk("Q", "A", in: try await shelf.conversation())
        #expect(try await shelf.database.interruptRunning(now: .now) == 0)
    }

    @Test func aContinuationThatDiedKeepsItsBeginning() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let first = try await shelf.database.post(shelf.posting("Q", in: conversation))
        try await shelf.finish(first.assistant, "Once upon", .stopped)
        let second = try await shelf.database.reply(shelf.replying(to: first.user, continues: first.assistant.id))
        try await shelf.database.append(pieces([" a", " time"], of: second.assistant.id, from: 9))
        _ = try await shelf.database.interruptRunning(now: .now)
        #expect(try await shelf.page(conversation).messages.last?.content == "Once upon a time")
    }

    /// A save that failed half-way is tried again with what came since.
    @Test func thePieceThatIsThereStays() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await shelf.database.post(shelf.posting("Q", in: conversation))
        for _ in 0..<2 { try await shelf.database.append(pieces(["one ", "two"], of: posted.assistant.id)) }
        _ = try await shelf.database.interruptRunning(now: .now)
        #expect(try await shelf.page(conversation).messages.last?.content == "one two")
    }

    /// The log is made new with what still runs.
    @Test func whatTakesThePlaceOfAllDraftsIsAllThereIs() async throws {
        let shelf = try await Shelf()
        let (one, other) = (try await shelf.conversation(), try await shelf.conversation())
        let first = try await shelf.database.post(shelf.posting("Q", in: one))
        let second = try await shelf.database.post(shelf.posting("Q", in: other))
        for posted in [first, second] { try await shelf.database.append(pieces(["text"], of: posted.assistant.id)) }
        try await shelf.finish(first.assistant, "text")
        try await shelf.database.replaceDrafts(with: pieces(["text, and more"], of: second.assistant.id))
        #expect(try await shelf.database.peek("SELECT text FROM draft") == ["text, and more"])
        try await shelf.database.append(pieces([" words"], of: second.assistant.id, from: 14))
        #expect(try await shelf.database.interruptRunning(now: .now) == 1)
        #expect(try await shelf.page(other).messages.last?.content == "text, and more words")
        #expect(try await shelf.page(one).messages.last?.content == "text")
    }

    /// What comes after a hole was never shown to be where it would stand.
    @Test func nothingIsPutTogetherOverAHole() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await shelf.database.post(shelf.posting("Q", in: conversation))
        try await shelf.database.append(pieces(["one "], of: posted.assistant.id))
        try await shelf.database.append(pieces(["three"], of: posted.assistant.id, from: 8))
        _ = try await shelf.database.interruptRunning(now: .now)
        #expect(try await shelf.page(conversation).messages.last?.content == "one ")
    }

    /// The saver may be a moment behind the end.
    @Test func aDraftThatComesAfterTheEndIsNotKept() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await shelf.database.post(shelf.posting("Q", in: conversation))
        try await shelf.finish(posted.assistant, "text")
        try await shelf.database.append(pieces(["text"], of: posted.assistant.id))
        #expect(try await shelf.database.peek("SELECT count(*) FROM draft") == ["0"])
    }

    @Test func draftsTakeNoRevision() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await shelf.database.post(shelf.posting("Q", in: conversation))
        try await shelf.database.append(pieces(["a", "b"], of: posted.assistant.id))
        let now = try await shelf.database.conversation(conversation.id, for: shelf.ada.id)
        #expect(now.revision == posted.conversation.revision)
    }

    @Test func everyKindOfEndIsReadAsItWasKept() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        for status in [Message.Status.complete, .stopped, .interrupted, .error] {
            var message = try await shelf.database.post(shelf.posting("Q", in: conversation)).assistant
            message.status = status
            (message.content, message.reasoning, message.finishReason) = ("text", "thought", "length")
            message.usage = Usage(promptTokens: 812, completionTokens: nil)
            message.timing = Timing(firstTokenMilliseconds: nil, durationMilliseconds: 12, tokensPerSecond: 38.1)
            message.failure =
                status == .error ? ReplyFailure(.rateLimit, "Too many.", providerMessage: "slow down") : nil
            message.cut = StoredCut(
                firstMessageID: message.parentID, trimmedCount: 1, shortenedIDs: [], window: 10, estimatedTokens: 2)
            let kept = try await shelf.database.finish(message, now: .now).message
            var read = try await shelf.database.message(message.id, in: conversation.id, for: shelf.ada.id)
            // Times are kept to the millisecond.
            #expect(abs(read.createdAt.timeIntervalSince(kept.createdAt)) < 0.001)
            read.createdAt = kept.createdAt
            #expect(read == kept)
        }
    }
}
