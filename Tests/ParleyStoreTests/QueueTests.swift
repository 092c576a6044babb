import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

@Suite("Messages that wait for their turn")
struct QueueTests {
    private struct Line {
        let shelf: Shelf
        let conversation: Conversation

        init() async throws {
            shelf = try await Shelf()
            conversation = try await shelf.conversation()
            try await shelf.talk("Why?", "Because.", in: conversation)
        }

        var database: Database { shelf.database }

        func enqueue(_ content: String, by person: Person? = nil, clientID: String? = nil) async throws -> QueuedSend? {
            try await database.enqueue(
                QueuedSend(
                    conversationID: conversation.id, author: (person ?? shelf.ada).asName, content: content, model: nil,
                    clientID: clientID, createdAt: .now))?.waiting
        }

        func posting(
            _ content: String, by person: Person? = nil, clientID: String? = nil, waited: QueuedSend.ID? = nil
        ) -> Posting {
            var posting = Posting(
                conversationID: conversation.id, person: (person ?? shelf.ada).asName, content: content, parentID: nil,
                clientID: clientID, answerID: Message.ID(), model: "m", provider: "p", now: .now)
            posting.queuedID = waited
            return posting
        }

        func putBack(_ send: QueuedSend) async throws {
            let client = send.clientID.map { "'\($0)'" } ?? "NULL"
            try await database.poke(
                """
                INSERT INTO queuedSend (id, conversationId, personId, content, clientId, createdAt) VALUES (
                    '\(send.id.string)', '\(conversation.id.string)', '\(send.author.id.string)', '\(send.content)',
                    \(client), 0)
                """)
        }

        func waiting() async throws -> [String] {
            try await database.queue(of: conversation.id, for: shelf.ada.id).map(\.content)
        }

        func contents() async throws -> [String] {
            try await shelf.page(conversation).messages.map(\.content)
        }
    }

    @Test func whoComesWhileOthersWaitWaitsBehindThem() async throws {
        let line = try await Line()
        _ = try await line.enqueue("first")
        #expect(await code { try await line.database.post(line.posting("newcomer")) } == .generationInProgress)
        #expect(try await line.waiting() == ["first"])
        #expect(try await line.contents() == ["Why?", "Because."])
    }

    @Test func whatWasTakenBackIsNotSent() async throws {
        let line = try await Line()
        let send = try #require(try await line.enqueue("second thoughts"))
        try await line.database.unqueue(send.id, in: line.conversation.id, by: line.shelf.ada.id)
        let posting = line.posting("second thoughts", waited: send.id)
        #expect(await code { try await line.database.post(posting) } == .notFound)
        #expect(try await line.contents() == ["Why?", "Because."])
    }

    @Test func twoWhoTakeTheSameTurnSendItOnce() async throws {
        let line = try await Line()
        let send = try #require(try await line.enqueue("once"))
        let first = try await line.database.post(line.posting("once", waited: send.id))
        try await line.shelf.finish(first.assistant, "Yes.")
        #expect(await code { try await line.database.post(line.posting("once", waited: send.id)) } == .notFound)
        #expect(try await line.contents() == ["Why?", "Because.", "once", "Yes."])
    }

    @Test func aRepeatOfWhatWasSentDoesNotWaitAndBlocksNobody() async throws {
        let line = try await Line()
        let posted = try await line.database.post(line.posting("asked", clientID: "c"))
        try await line.shelf.finish(posted.assistant, "Told.")
        #expect(try await line.enqueue("asked", clientID: "c") == nil)
        #expect(try await line.waiting().isEmpty)
    }

    @Test func whatWaitsThoughItWasSentIsTakenOut() async throws {
        let line = try await Line()
        let send = try #require(try await line.enqueue("asked", clientID: "c"))
        let sent = try await line.database.post(line.posting("asked", clientID: "c", waited: send.id))
        try await line.shelf.finish(sent.assistant, "Told.")
        // As a server that ended between the two would have left it.
        try await line.putBack(send)
        #expect(try await line.database.post(line.posting("asked", clientID: "c", waited: send.id)).isRepeat)
        #expect(try await line.waiting().isEmpty)
    }

    @Test func whatIsRefusedToTheEndIsKeptWithAnAnswerThatSaysWhy() async throws {
        let line = try await Line()
        let send = try #require(try await line.enqueue("asked"))
        let failure = ReplyFailure(.providerUnavailable, "Nobody there.")
        let posted = try await line.database.refuse(line.posting("asked", waited: send.id), because: failure)
        #expect(posted.assistant.status == .error && posted.assistant.failure?.message == "Nobody there.")
        let messages = try await line.shelf.page(line.conversation).messages
        #expect(messages.map(\.status) == [.complete, .complete, .complete, .error])
        #expect(messages.last?.failure?.code == .providerUnavailable)
        #expect(try await line.waiting().isEmpty)
        #expect(try await line.shelf.found("asked") == [posted.user.id])
    }

    @Test func whoseMessageWaitedHasNotReadWhatCameBefore() async throws {
        let line = try await Line()
        let bob = try await line.shelf.add("Bob")
        let (shelf, id) = (line.shelf, line.conversation.id)
        _ = try await line.database.share(
            id, with: bob.id, access: .write, by: line.database.caller(shelf.ada.id), now: .now)
        let send = try #require(try await line.enqueue("mine"))
        try await line.database.poke("DELETE FROM queuedSend")
        let bobs = try await line.database.post(line.posting("@Ada, look", by: bob))
        try await shelf.finish(bobs.assistant, "Yes.")
        try await line.putBack(send)
        let mine = try await line.database.post(line.posting("mine", waited: send.id))
        try await shelf.finish(mine.assistant, "And that.")
        let seen = try await line.database.conversation(id, for: shelf.ada.id)
        #expect(seen.isUnread && seen.isMentioned)
    }
}
