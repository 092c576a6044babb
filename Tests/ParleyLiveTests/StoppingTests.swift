import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyLive

@Suite(.serialized, .timeLimit(.minutes(5)))
struct StoppingTests {
    @Test func anAnswerIsStoppedBeforeItsFirstToken() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let stopped = try await house.stop(conversation.id)
            #expect(stopped.message?.id == posted.assistant.id)
            #expect(stopped.message?.status == .stopped)
            #expect(stopped.message?.content == "")
            #expect(house.model.calls.allSatisfy { $0.isClosed })
            #expect(try await house.stored(posted.assistant) == stopped.message.map { $0.asStored })
            #expect(house.feed.replyCount == 0)
        }
    }

    @Test func whatArrivedBeforeAStopIsKept() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let reader = try await house.listen(to: conversation.id)
            let call = try #require(await house.model.call(0))
            await call.think("Hm.")
            await call.say("kept 😀")
            await reader.read { $0.running?.text == "kept 😀" }
            let stopped = try await house.stop(conversation.id)
            #expect(call.isClosed)
            await call.say(" too late")
            #expect(stopped.message?.content == "kept 😀")
            #expect(stopped.message?.reasoning == "Hm.")
            #expect(try await house.stored(posted.assistant).content == "kept 😀")
            #expect(await reader.read { $0.isEnded(posted.assistant.id) })
            #expect(await reader.page[posted.assistant.id]?.message.status == "stopped")
            #expect(await reader.page.problems == [])
        }
    }

    @Test func aStopAnswersWhenTheUpstreamIsGone() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let call = try #require(await house.model.call(0))
            call.hangOnAbort()
            await call.say("before")
            _ = try await isSoon {
                try await house.conversations.message(posted.assistant.id, in: conversation.id, for: house.ada).content
                    == "before"
            }
            let stopping = Task { try await house.stop(conversation.id) }
            #expect(await isSoon { call.isAborted })
            await call.send([.text(" after")])
            try await Task.sleep(for: .milliseconds(100))
            #expect(try await house.stored(posted.assistant).status == .streaming, "it answered too early")
            call.close()
            let stopped = try await stopping.value
            #expect(stopped.message?.content == "before", "what comes after a stop is discarded")
            #expect(stopped.milliseconds >= 90)
        }
    }

    @Test func stoppingTwiceIsHarmless() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            try await house.send("Hi", in: conversation.id)
            let call = try #require(await house.model.call(0))
            await call.say("x")
            let both = try await withThrowingTaskGroup { group in
                for _ in 0..<8 { group.addTask { try await house.stop(conversation.id).message } }
                return try await group.reduce(into: Set<Message?>()) { $0.insert($1?.asStored) }
            }
            #expect(both.count == 1)
            let again = try await house.stop(conversation.id)
            #expect(again.message?.asStored == both.first)
            #expect(again.milliseconds == 0)
        }
    }

    @Test func withNothingRunningThereIsTheLastMessage() async throws {
        try await LiveHouse.open(.saying("Hello")) { house in
            let conversation = try await house.conversation()
            #expect(try await house.stop(conversation.id).message == nil)
            let posted = try await house.send("Hi", in: conversation.id)
            let ended = try await house.ended(posted.assistant)
            let stopped = try await house.stop(conversation.id)
            #expect(stopped.message?.id == ended.id)
            #expect(stopped.message?.status == .complete)
            #expect(stopped.message?.revision == ended.revision)
            #expect(await code { try await house.stop(Conversation.ID()) } == .notFound)
        }
    }

    /// A stop at any moment: nobody was shown more than is kept, and what is kept is how the answer began.
    @Test(arguments: 0..<40)
    func whatIsKeptIsNeverLessThanWhatWasShown(seed: Int) async throws {
        let model = ScriptedModel { call in
            var random = SeededGenerator(seed)
            for index in 0..<400 {
                await call.say(random.text(signs: Int.random(in: 1...6, using: &random)))
                if index % 8 == 0 { try? await Task.sleep(for: .microseconds(50)) }
            }
            call.end()
        }
        try await LiveHouse.open(model) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let readers = [
                try await house.listen(to: conversation.id), try await house.listen(to: conversation.id, .blocks),
            ]
            let reading = readers.map { reader in Task { await reader.read { $0.isEnded(posted.assistant.id) } } }
            try await Task.sleep(for: .microseconds(seed * 400))
            let stopped = try #require(try await house.stop(conversation.id).message)
            #expect(stopped.status == .stopped || stopped.status == .complete)
            let call = try #require(house.model.calls.first)
            #expect(call.isClosed)
            #expect(call.said.utf8.starts(with: stopped.content.utf8))
            for (reader, task) in zip(readers, reading) {
                let shown = await reader.page[posted.assistant.id]?.content ?? []
                #expect(stopped.content.utf16.starts(with: shown), "more was shown than is kept")
                _ = await task.value
                #expect(await reader.page.problems == [])
                #expect(await reader.page.shows(stopped.content, of: posted.assistant.id))
            }
            #expect(try await house.stored(posted.assistant) == stopped.asStored)
        }
    }

    @Test(arguments: 0..<30)
    func aStopAtTheLastTokenHasOneOutcome(seed: Int) async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let call = try #require(await house.model.call(0))
            await call.say("whole")
            async let stopped = house.stop(conversation.id)
            if seed % 2 == 0 { await Task.yield() }
            call.end()
            let message = try #require(try await stopped.message)
            #expect([.stopped, .complete].contains(message.status))
            #expect(["", "whole"].contains(message.content))
            if message.status == .complete { #expect(message.content == "whole") }
            #expect(try await house.ended(posted.assistant) == message.asStored)
        }
    }

    @Test func afterAStopTheNextMessageIsSent() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            for round in 0..<10 {
                try await house.send("Hi \(round)", in: conversation.id)
                _ = try await house.stop(conversation.id)
            }
            let page = try await house.conversations.transcript(conversation.id, for: house.ada, before: nil, limit: 50)
            #expect(page.messages.count == 20)
            #expect(page.messages.count { $0.status == .stopped } == 10)
        }
    }

    @Test func aDeletedConversationIsStoppedFirst() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let reader = try await house.listen(to: conversation.id)
            try await house.send("Hi", in: conversation.id)
            let call = try #require(await house.model.call(0))
            await call.say("begun")
            await reader.read { $0.running?.text == "begun" }
            try await house.conversations.delete(conversation.id, by: house.ada)
            #expect(call.isClosed)
            #expect(await reader.read { $0.isDeleted })
            #expect(await reader.page.problems == [])
            #expect(await code { try await house.stop(conversation.id) } == .notFound)
            #expect(await code { try await house.conversations.delete(conversation.id, by: house.ada) } == .notFound)
            // The rest of the stream is the person's own.
            let other = try await house.conversation()
            try await house.send("Ho", in: other.id)
            house.feed.tick()
            #expect(await reader.read { $0.hints.contains { $0.id == other.id.string } })
        }
    }
}

extension Message {
    /// As it is read back: times to the millisecond.
    var asStored: Message {
        var message = self
        message.createdAt = Date(timeIntervalSince1970: (createdAt.timeIntervalSince1970 * 1000).rounded() / 1000)
        return message
    }
}
