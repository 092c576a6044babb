import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyLive

@Suite(.serialized, .timeLimit(.minutes(5)))
struct ReplyStreamTests {
    private struct Piece: Decodable {
        struct Done: Decodable { var message: Told }

        var content: String?
        var reasoning: String?
        var error: Told.Failure?
        var done: Done?
    }

    private func read(_ stream: ReplyStream) async -> (pieces: [Piece], last: String) {
        var pieces: [Piece] = []
        var last = ""
        var stream = stream
        var events = Event.Reader()
        while let bytes = await stream.next() {
            for event in events.read(bytes) {
                last = event.data
                if let piece = event.decoded(as: Piece.self) { pieces.append(piece) }
            }
        }
        return (pieces, last)
    }

    private func stream(_ posted: Posted, in house: LiveHouse) async throws -> ReplyStream {
        try await house.conversations.stream(
            of: posted, for: house.listener(to: posted.conversation.id), person: house.ada)
    }

    @Test func theSenderReadsPiecesThenTheMessageThenTheEnd() async throws {
        let model = ScriptedModel { call in
            await call.think("Hm.")
            for piece in ["a\"", "😀", "\n"] { await call.say(piece) }
            call.end()
        }
        try await LiveHouse.open(model) { house in
            let posted = try await house.send("Hi", in: try await house.conversation().id)
            let (pieces, last) = await read(try await stream(posted, in: house))
            #expect(pieces.compactMap(\.content).joined() == "a\"😀\n")
            #expect(pieces.compactMap(\.reasoning).joined() == "Hm.")
            #expect(pieces.last?.done?.message.content == "a\"😀\n")
            #expect(pieces.last?.done?.message.status == "complete")
            #expect(last == "[DONE]")
        }
    }

    /// Also where the answer has ended and only the rest of its end is to be written.
    @Test func whoseCredentialEndsGetsNoMoreOfALongEnd() async throws {
        let long = String(repeating: "long ", count: 40_000)
        let model = ScriptedModel { call in
            await call.say(long)
            call.end()
        }
        try await LiveHouse.open(model) { house in
            let posted = try await house.send("Hi", in: try await house.conversation().id)
            _ = try await house.ended(posted.assistant)
            _ = await isSoon { house.feed.replyCount == 0 }
            var stored = posted
            stored.assistant = try await house.stored(posted.assistant)
            let listener = house.listener(to: posted.conversation.id)
            var stream = try await house.conversations.stream(of: stored, for: listener, person: house.ada)
            var told = 0
            while told < long.utf8.count + 40_000 { told += await stream.next()?.count ?? long.utf8.count * 2 }
            #expect(told < long.utf8.count * 2, "it stands in the text of the end")
            listener.close()
            #expect(await stream.next() == nil)
        }
    }

    @Test func aFailureIsToldBeforeTheEnd() async throws {
        let model = ScriptedModel { call in
            await call.say("half")
            call.fail(ReplyFailure(.stalled, "It stalled."))
        }
        try await LiveHouse.open(model) { house in
            let posted = try await house.send("Hi", in: try await house.conversation().id)
            let (pieces, last) = await read(try await stream(posted, in: house))
            #expect(pieces.compactMap(\.error?.code) == ["stalled"])
            #expect(pieces.last?.done?.message.content == "half")
            #expect(last == "[DONE]")
        }
    }

    @Test func anAnswerThatIsOverIsReadWhole() async throws {
        try await LiveHouse.open(.saying("Hello")) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id, clientID: "c")
            _ = try await house.ended(posted.assistant)
            let again = try await house.send("Hi", in: conversation.id, clientID: "c")
            let (pieces, last) = await read(try await stream(again, in: house))
            #expect(pieces.compactMap(\.content).joined() == "Hello")
            #expect(pieces.last?.done?.message.id == posted.assistant.id.string)
            #expect(last == "[DONE]")
        }
    }

    @Test func theSameAgainWhileItRunsIsReadFromItsStart() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            try await house.send("Hi", in: conversation.id, clientID: "c")
            let call = try #require(await house.model.call(0))
            await call.say("from the ")
            let again = try await house.send("Hi", in: conversation.id, clientID: "c")
            let stream = try await stream(again, in: house)
            await call.say("start")
            call.end()
            let (pieces, _) = await read(stream)
            #expect(pieces.compactMap(\.content).joined() == "from the start")
        }
    }

    /// The answer may end anywhere between its start and the moment somebody begins to read it.
    @Test func anAnswerThatEndsAtOnceIsReadWholeToo() async throws {
        try await LiveHouse.open(.saying("quick")) { house in
            try await withThrowingDiscardingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        for round in 0..<100 {
                            let posted = try await house.send("Hi", in: try await house.conversation().id)
                            for _ in 0..<round % 10 { await Task.yield() }
                            let (pieces, last) = await read(try await stream(posted, in: house))
                            #expect(pieces.compactMap(\.content).joined() == "quick")
                            #expect(pieces.last?.done?.message.status == "complete")
                            #expect(last == "[DONE]")
                        }
                    }
                }
            }
        }
    }

    @Test func aSenderWhoGoesAwayStopsNothing() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let listener = house.listener(to: conversation.id)
            let stream = try await house.conversations.stream(of: posted, for: listener, person: house.ada)
            let call = try #require(await house.model.call(0))
            await call.say("on")
            let reading = Task { await read(stream).last }
            listener.close()
            #expect(await reading.value != "[DONE]")
            await call.say(" and on")
            call.end()
            #expect(try await house.ended(posted.assistant).content == "on and on")
        }
    }

    @Test func aStopEndsItInOrder() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let stream = try await stream(posted, in: house)
            let reading = Task { await read(stream) }
            _ = try await house.stop(conversation.id)
            let (pieces, last) = await reading.value
            #expect(pieces.last?.done?.message.status == "stopped")
            #expect(last == "[DONE]")
        }
    }
}
