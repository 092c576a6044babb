import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

@Suite(.serialized) struct PostingTests {
    @Test func aPostedMessageAndItsEmptyAnswerAreThere() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posting = shelf.posting("Why does it stall?", in: conversation)
        let posted = try await shelf.database.post(posting)
        #expect(!posted.isRepeat)
        #expect(posted.assistant.id == posting.answerID)
        let page = try await shelf.page(conversation)
        #expect(page.messages.map(\.content) == ["Why does it stall?", ""])
        #expect(page.messages.map(\.status) == [.complete, .streaming])
        #expect(page.messages.map(\.author?.name) == ["Ada", nil])
        #expect(page.messages.map(\.parentID) == [nil, posted.user.id])
        #expect(page.conversation.leaf == posting.answerID)
    }

    @Test func theFirstMessageSettlesTitleAndModel() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await shelf.database.post(shelf.posting("Why does it stall?", in: conversation))
        #expect(posted.conversation.title == "Why does it stall?")
        #expect(posted.conversation.titleSource == .words)
        #expect(posted.conversation.model == "m")
        #expect(posted.conversation.provider == "p")
    }

    @Test func aPersonsTitleStands() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation(title: "Mine")
        let posted = try await shelf.database.post(shelf.posting("Why?", in: conversation))
        #expect(posted.conversation.title == "Mine")
        #expect(posted.conversation.titleSource == .person)
    }

    @Test func theSameClientIDAgainIsTheSameAgain() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let first = try await shelf.database.post(shelf.posting("Hi", in: conversation, clientID: "c"))
        // While it runs, and also when it is over.
        let second = try await shelf.database.post(shelf.posting("Hi", in: conversation, clientID: "c"))
        try await shelf.finish(first.assistant, "Hello")
        let third = try await shelf.database.post(shelf.posting("Hi", in: conversation, clientID: "c"))
        for again in [second, third] {
            #expect(again.isRepeat)
            #expect(again.user.id == first.user.id)
            #expect(again.assistant.id == first.assistant.id)
        }
        #expect(third.assistant.content == "Hello")
        #expect(try await shelf.page(conversation).messages.count == 2)
    }

    @Test func eightAtOnceAreOne() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { try await shelf.database.post(shelf.posting("Hi", in: conversation, clientID: "c")) }
            }
            return try await group.reduce(into: [Posted]()) { $0.append($1) }
        }
        #expect(Set(posted.map(\.user.id)).count == 1)
        #expect(Set(posted.map(\.assistant.id)).count == 1)
        #expect(posted.count { !$0.isRepeat } == 1)
        #expect(try await shelf.page(conversation).messages.count == 2)
    }

    @Test func oneClientIDIsNotForTwoTexts() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await shelf.database.post(shelf.posting("Hi", in: conversation, clientID: "c"))
        #expect(
            await code { try await shelf.database.post(shelf.posting("Ho", in: conversation, clientID: "c")) }
                == .unprocessable)
        #expect(
            await code { try await shelf.database.reply(shelf.replying(to: posted.user, clientID: "c")) }
                == .unprocessable)
    }

    @Test func aClientIDIsForOneConversationOnly() async throws {
        let shelf = try await Shelf()
        let (one, other) = (try await shelf.conversation(), try await shelf.conversation())
        let first = try await shelf.database.post(shelf.posting("Hi", in: one, clientID: "c"))
        let second = try await shelf.database.post(shelf.posting("Ho", in: other, clientID: "c"))
        #expect(first.user.id != second.user.id)
    }

    @Test func oneAnswerIsWrittenAtATime() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await shelf.database.post(shelf.posting("Hi", in: conversation, clientID: "c"))
        #expect(
            await code { try await shelf.database.post(shelf.posting("Ho", in: conversation)) } == .generationInProgress
        )
        #expect(await code { try await shelf.database.reply(shelf.replying(to: posted.user)) } == .generationInProgress)
        try await shelf.finish(posted.assistant, "Hello")
        #expect(await code { try await shelf.database.post(shelf.posting("Ho", in: conversation)) } == nil)
    }

    @Test func ofManyDifferentSendsAtOnceOneWins() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let codes = await withTaskGroup { group in
            for index in 0..<8 {
                group.addTask {
                    await code { try await shelf.database.post(shelf.posting("Hi \(index)", in: conversation)) }
                }
            }
            return await group.reduce(into: [ParleyError.Code?]()) { $0.append($1) }
        }
        #expect(codes.count { $0 == nil } == 1)
        #expect(codes.count { $0 == .generationInProgress } == 7)
    }

    @Test func nobodyPostsWhereTheyMayNotRead() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        let conversation = try await shelf.conversation()
        let posted = try await shelf.talk("Hi", "Hello", in: conversation)
        #expect(
            await code { try await shelf.database.post(shelf.posting("Ho", in: conversation, by: bob)) } == .notFound)
        #expect(await code { try await shelf.database.reply(shelf.replying(to: posted.user, by: bob)) } == .notFound)
        let message = posted.user.id
        #expect(await code { try await shelf.database.message(message, in: conversation.id, for: bob.id) } == .notFound)
        #expect(await code { try await shelf.database.runningAnswer(in: conversation.id, for: bob.id) } == .notFound)
    }

    private static let texts = [
        "control signs": "\u{1}\u{2}\u{1F}",
        "a byte order mark": "\u{FEFF}bom", "marks apart": "e\u{301} é", "SQL": "'; DROP TABLE message; --",
        "families": String(repeating: "👩‍👩‍👧‍👦", count: 100), "half a mebibyte": String(repeating: "x", count: 1 << 19),
        "a pile of marks": "e" + String(repeating: "\u{301}", count: 1_000),
    ]

    /// Each of these would be lost or refused if a column, a rule or a driver cut it. Only U+0000, where SQLite's texts
    /// end, becomes another sign.
    @Test(arguments: texts.keys.sorted())
    func everyTextIsKeptWhole(name: String) async throws {
        let content = try #require(Self.texts[name])
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation(title: "so that this is about the text alone")
        let (user, answer) = try await shelf.talk(content, content, in: conversation)
        let messages = try await shelf.page(conversation).messages
        #expect(messages.map(\.id) == [user.id, answer.id])
        #expect(messages.allSatisfy { $0.content.utf8.elementsEqual(content.storable.utf8) })
    }

    /// A text of SQLite ends at U+0000; nothing behind it may be lost.
    @Test(arguments: ["\u{0}starts with it", "mid\u{0}dle", "at its end\u{0}"])
    func aSignThatCannotBeKeptIsReplaced(content: String) async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await shelf.database.post(shelf.posting(content, in: conversation, clientID: "c"))
        let kept = content.replacing("\u{0}", with: "\u{FFFD}")
        #expect(posted.user.content == kept)
        #expect(try await shelf.page(conversation).messages.first?.content == kept)
        let again = try await shelf.database.post(shelf.posting(content, in: conversation, clientID: "c"))
        #expect(again.isRepeat)
    }

    /// A title that does not fit its column must not cost the message.
    @Test(arguments: texts.keys.sorted())
    func everyTextIsTakenAsAFirstMessage(name: String) async throws {
        let content = try #require(Self.texts[name])
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        #expect(await code { try await shelf.database.post(shelf.posting(content, in: conversation)) } == nil)
    }
}
