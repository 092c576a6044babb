import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

/// What a model saw is kept with its answer; summaries are kept with their conversation.
struct SeenTests {
    private func answered(
        _ shelf: Shelf, _ conversation: Conversation, system: String?, summary: String? = nil, first: Message.ID? = nil,
        trimmed: Int = 0
    ) async throws -> Message {
        let posted = try await shelf.database.post(shelf.posting("How much is it?", in: conversation))
        var answer = posted.assistant
        answer.status = .complete
        answer.content = "Two"
        answer.usage = Usage(promptTokens: 40, completionTokens: 1)
        var cut = StoredCut(
            firstMessageID: first ?? posted.user.id, trimmedCount: trimmed, shortenedIDs: [posted.user.id],
            window: 8_192,
            estimatedTokens: 44)
        cut.shortenedTokens = [7]
        cut.reservedOutput = 2_048
        cut.isExact = true
        cut.tokenRatio = 2
        cut.params = try CompletionParams(["temperature": .number(0.5)])
        answer.cut = cut
        return try await shelf.database.finish(
            answer, instructions: SentInstructions(system: system, summary: summary), now: .now
        ).message
    }

    @Test func theWholeOfItIsKept() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let talk = try await shelf.talk("First question", String(repeating: "long ", count: 100), in: conversation)
        let answer = try await answered(
            shelf, conversation, system: "Be brief.", summary: "Tea.", first: talk.answer.id, trimmed: 1)
        let seen = try await shelf.database.seen(by: answer.id, in: conversation.id, for: shelf.ada.id)
        #expect(seen.instructions == SentInstructions(system: "Be brief.", summary: "Tea."))
        #expect(seen.entries.map(\.role) == [.assistant, .user] && seen.omitted == 0)
        #expect(seen.entries[0].beginning.count == 120 && !seen.entries[0].isShortened)
        #expect(seen.entries[1].tokens == 7 && seen.entries[1].isShortened)
        #expect(seen.cut.isExact && seen.cut.reservedOutput == 2_048 && seen.cut.tokenRatio == 2)
        #expect(seen.cut.params.values == [.temperature: .number(0.5)])
    }

    @Test func aTextThatManyAnswersSawIsKeptOnce() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        for _ in 0..<3 { _ = try await answered(shelf, conversation, system: "The same") }
        let last = try await answered(shelf, conversation, system: "Another")
        #expect(try await shelf.database.peek("SELECT count(*) FROM instruction") == ["2"])
        let seen = try await shelf.database.seen(by: last.id, in: conversation.id, for: shelf.ada.id)
        #expect(seen.instructions.system == "Another")
    }

    @Test func nobodyElseSeesIt() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let answer = try await answered(shelf, conversation, system: nil)
        let bob = try await shelf.add("Bob")
        await #expect(throws: ParleyError.notFound) {
            _ = try await shelf.database.seen(by: answer.id, in: conversation.id, for: bob.id)
        }
        let question = try #require(answer.parentID)
        await #expect(throws: ParleyError.notFound) {
            _ = try await shelf.database.seen(by: question, in: conversation.id, for: shelf.ada.id)
        }
    }

    @Test func aSummaryIsKeptOnlyInPlaceOfTheOneItWasMadeFrom() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let until = try await shelf.talk("Q", "A", in: conversation).answer.id
        func keep(_ text: String, after old: ConversationSummary?) async throws -> Bool {
            let summary = ConversationSummary(content: text, untilMessageID: until, source: .model, updatedAt: .now)
            return try await shelf.database.keep(summary, inPlaceOf: old, of: conversation.id)
        }
        #expect(try await !keep("Not wanted", after: nil))
        var change = ConversationChange()
        change.summarizes = true
        _ = try await shelf.database.change(conversation.id, for: shelf.ada.id, change)
        #expect(try await keep("One", after: nil))
        let first = try await shelf.database.conversation(conversation.id, for: shelf.ada.id).summary
        #expect(first?.content == "One" && first?.untilMessageID == until && first?.source == .model)
        try await Task.sleep(for: .milliseconds(2))
        change.summary = "By hand"
        let edited = try await shelf.database.change(conversation.id, for: shelf.ada.id, change).summary
        #expect(edited?.content == "By hand" && edited?.source == .person && edited?.untilMessageID == until)
        #expect(try await !keep("Too late", after: first), "a person wrote in between")
        change.summary = ""
        #expect(try await shelf.database.change(conversation.id, for: shelf.ada.id, change).summary == nil)
    }
}
