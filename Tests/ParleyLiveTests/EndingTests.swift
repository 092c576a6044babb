import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyLive

@Suite(.serialized, .timeLimit(.minutes(5)))
struct EndingTests {
    @Test func aFailureKeepsWhatArrived() async throws {
        let failure = ReplyFailure(.truncated, "The answer was cut.", providerMessage: "their words")
        let model = ScriptedModel { call in
            await call.say("half an ans")
            call.fail(failure)
        }
        try await LiveHouse.open(model) { house in
            let conversation = try await house.conversation()
            let reader = try await house.listen(to: conversation.id)
            let posted = try await house.send("Hi", in: conversation.id)
            #expect(await reader.read { $0.isEnded(posted.assistant.id) })
            let stored = try await house.stored(posted.assistant)
            #expect(stored.status == .error)
            #expect(stored.content == "half an ans")
            #expect(stored.failure == failure)
            #expect(await reader.page.problems == [])
            #expect(await reader.page[posted.assistant.id]?.message.error?.code == "truncated")
            #expect(await code { try await house.send("again", in: conversation.id) } == nil)
        }
    }

    @Test func anAnswerThatNeverEndsIsEnded() async throws {
        let model = ScriptedModel { call in
            let piece = String(repeating: "x", count: 300_000)
            while !call.isClosed { await call.say(piece) }
        }
        try await LiveHouse.open(model) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let stored = try await house.ended(posted.assistant)
            #expect(stored.status == .error)
            #expect(stored.failure?.code == .protocol)
            #expect((3 << 20...Message.maximumReplyBytes).contains(stored.content.utf8.count))
            #expect(await isSoon { house.model.calls.allSatisfy { $0.isClosed } })
        }
    }

    /// A short piece behind a long one that did not fit would leave a hole.
    @Test func anAnswerThatIsTooLongIsKeptAsItBegan() async throws {
        let model = ScriptedModel { call in
            call.hangOnAbort()
            await call.say(String(repeating: "x", count: 3 << 20))
            await call.say(String(repeating: "y", count: 2 << 20))
            await call.say("z")
            call.close()
        }
        try await LiveHouse.open(model) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let stored = try await house.ended(posted.assistant)
            let call = try #require(house.model.calls.first)
            #expect(call.said.utf8.starts(with: stored.content.utf8))
        }
    }

    @Test func aShutdownInterruptsAndTellsHowItEnded() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let reader = try await house.listen(to: conversation.id)
            let posted = try await house.send("Hi", in: conversation.id)
            let call = try #require(await house.model.call(0))
            await call.say("so far")
            await reader.read { $0.running?.text == "so far" }
            let idle = try await house.listen(to: nil)
            house.feed.close()
            #expect(await reader.readToTheEnd())
            #expect(await idle.readToTheEnd())
            #expect(await reader.page[posted.assistant.id]?.message.status == "interrupted")
            #expect(await reader.page.problems == [])
            let stored = try await house.stored(posted.assistant)
            #expect(stored.status == .interrupted && stored.content == "so far")
            #expect(await code { try await house.send("more", in: conversation.id) } == .shuttingDown)
            let late = try await house.listen(to: conversation.id)
            #expect(await late.readToTheEnd())
        }
    }

    @Test func aStoppedAnswerStaysStoppedInAShutdown() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let call = try #require(await house.model.call(0))
            call.hangOnAbort()
            let stopping = Task { try await house.stop(conversation.id) }
            #expect(await isSoon { call.isAborted })
            house.feed.close()
            call.close()
            #expect(try await stopping.value.message?.status == .stopped)
            #expect(try await house.stored(posted.assistant).status == .stopped)
        }
    }

    /// A conversation of three, one of them for as long as it takes.
    @Test func manyAnswersEndEachInItsOwnWay() async throws {
        let model = ScriptedModel { call in
            let number = Int(call.request.messages.last?.content ?? "") ?? 0
            for piece in 0..<20 { await call.say("\(number):\(piece) ") }
            if number % 3 == 0 { call.fail(ReplyFailure(.server, "x")) }
            if number % 3 == 1 { call.end() }
        }
        try await LiveHouse.open(model) { house in
            let statuses = try await withThrowingTaskGroup { group in
                for number in 0..<60 {
                    group.addTask {
                        let conversation = try await house.conversation()
                        let posted = try await house.send("\(number)", in: conversation.id)
                        if number % 3 == 2 { _ = try await house.stop(conversation.id) }
                        let ended = try await house.ended(posted.assistant)
                        let whole = (0..<20).map { "\(number):\($0) " }.joined()
                        if number % 3 != 2 { #expect(ended.content == whole) }
                        #expect(whole.hasPrefix(ended.content))
                        return ended.status
                    }
                }
                return try await group.reduce(into: [Message.Status: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [.error: 20, .complete: 20, .stopped: 20])
            #expect(house.feed.replyCount == 0)
        }
    }
}
