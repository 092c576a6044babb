import Foundation
import ParleyCore
import ParleyStore
import ParleyTestSupport
import ParleyWire
import Testing

@testable import ParleyLive

@Suite(.serialized, .timeLimit(.minutes(5)))
struct SendingTests {
    @Test func aMessageIsSentStreamedAndStored() async throws {
        let model = ScriptedModel { call in
            await call.send([.connected])
            await call.think("Hm. ")
            for piece in ["Rough", "ly ", "😀"] { await call.say(piece) }
            await call.send([.usage(Usage(promptTokens: 812, completionTokens: 96))])
            call.end()
        }
        try await LiveHouse.open(model) { house in
            let conversation = try await house.conversation()
            let reader = try await house.listen(to: conversation.id)
            let posted = try await house.send("Why?", in: conversation.id)
            #expect(await reader.read { $0.isEnded(posted.assistant.id) })
            let page = await reader.page
            #expect(page.problems == [])
            #expect(page[posted.user.id]?.text == "Why?")
            let stored = try await house.stored(posted.assistant)
            #expect(stored.content == "Roughly 😀")
            #expect(stored.reasoning == "Hm. ")
            #expect(stored.status == .complete)
            #expect(stored.finishReason == "stop")
            #expect(stored.usage == Usage(promptTokens: 812, completionTokens: 96))
            #expect(stored.timing?.firstTokenMilliseconds != nil)
            #expect(page[posted.assistant.id]?.text == stored.content)
            #expect(page[posted.assistant.id]?.thought == stored.reasoning)
        }
    }

    @Test func aSignThatCannotBeKeptIsShownAsItIsKept() async throws {
        try await LiveHouse.open(.saying("be\u{0}fore", "\u{0}", "after")) { house in
            let conversation = try await house.conversation()
            let reader = try await house.listen(to: conversation.id)
            let posted = try await house.send("Hi", in: conversation.id)
            #expect(await reader.read { $0.isEnded(posted.assistant.id) })
            let page = await reader.page
            #expect(page.problems == [])
            #expect(page.shows("be\u{FFFD}fore\u{FFFD}after", of: posted.assistant.id))
            #expect(try await house.stored(posted.assistant).content == "be\u{FFFD}fore\u{FFFD}after")
        }
    }

    @Test func theModelReadsTheBranchAndTheSystemPrompt() async throws {
        try await LiveHouse.open(.saying("answer")) { house in
            let conversation = try await house.conversation(system: "Be brief.")
            let first = try await house.send("one", in: conversation.id)
            _ = try await house.ended(first.assistant)
            let second = try await house.send("two", in: conversation.id)
            _ = try await house.ended(second.assistant)
            let request = try #require(house.model.calls.last?.request)
            #expect(request.model == "scripted" && request.provider == "test")
            #expect(request.messages.map(\.content) == ["Be brief.", "one", "answer", "two"])
            #expect(request.messages.map(\.role) == [.system, .user, .assistant, .user])
            let cut = try await house.stored(second.assistant).cut
            #expect(cut?.trimmedCount == 0 && cut?.firstMessageID == first.user.id)
            let plan = try await house.conversations.context(
                of: conversation.id, for: house.ada, model: nil, content: "three")
            #expect(plan.prompt.map(\.content) == ["Be brief.", "one", "answer", "two", "answer", "three"])
        }
    }

    @Test(arguments: ["", "  \n\t", "\u{200B} ", "\u{A0}"])
    func anEmptyMessageIsNotSent(content: String) async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let isBlank = content.allSatisfy(\.isWhitespace)
            #expect(await code { try await house.send(content, in: conversation.id) } == (isBlank ? .invalid : nil))
        }
    }

    @Test func aMessageIsAtMostAMebibyte() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let most = String(repeating: "é", count: Message.maximumContentBytes / 2)
            #expect(await code { try await house.send(most + "x", in: conversation.id) } == .tooLarge)
            #expect(await code { try await house.send(most, in: conversation.id) } == nil)
        }
    }

    @Test func nobodySendsOrStopsWhereTheyMayNotRead() async throws {
        try await LiveHouse.open { house in
            let bob = try await house.add("Bob")
            let conversation = try await house.conversation()
            let wish = SendWish(content: "Hi", parentID: nil, model: nil, clientID: nil)
            #expect(await code { try await house.conversations.send(wish, in: conversation.id, by: bob) } == .notFound)
            #expect(await code { try await house.conversations.stop(conversation.id, by: bob) } == .notFound)
            #expect(await code { try await house.conversations.delete(conversation.id, by: bob) } == .notFound)
            #expect(await code { try await house.listen(to: conversation.id, by: bob) } == .notFound)
            #expect(house.feed.replyCount == 0)
            #expect(await code { try await house.send("Hi", in: conversation.id) } == nil)
        }
    }

    @Test func theSameClientIDAgainStartsNothing() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask { try await house.send("Hi", in: conversation.id, clientID: "c") }
                }
                return try await group.reduce(into: [Posted]()) { $0.append($1) }
            }
            #expect(Set(posted.map(\.assistant.id)).count == 1)
            let call = try #require(await house.model.call(0))
            call.end()
            _ = try await house.ended(posted[0].assistant)
            #expect(try await house.send("Hi", in: conversation.id, clientID: "c").isRepeat)
            #expect(house.model.calls.count == 1)
            #expect(house.feed.replyCount == 0)
        }
    }

    @Test func aSecondSendWaitsForTheFirst() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            try await house.send("Hi", in: conversation.id)
            #expect(await code { try await house.send("Ho", in: conversation.id) } == .generationInProgress)
            #expect(house.feed.replyCount == 1)
            #expect(house.conversations.running == [conversation.id])
        }
    }

    @Test func aContinuationGoesOnWhereTheAnswerWasCut() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let first = try await house.send("Tell", in: conversation.id)
            let call = try #require(await house.model.call(0))
            await call.say("Once 👩‍👩‍👧 upon")
            _ = try await isSoon {
                try await house.conversations.message(first.assistant.id, in: conversation.id, for: house.ada).content
                    != ""
            }
            _ = try await house.stop(conversation.id)
            let second = try await house.reply(to: first.user, continues: first.assistant.id)
            let reader = try await house.listen(to: conversation.id)
            let next = try #require(await house.model.call(1))
            #expect(next.request.messages.dropLast().last?.content == "Once 👩‍👩‍👧 upon")
            await next.say(" a time")
            next.end()
            #expect(await reader.read { $0.isEnded(second.assistant.id) })
            #expect(await reader.page.problems == [])
            #expect(try await house.stored(second.assistant).content == "Once 👩‍👩‍👧 upon a time")
            #expect(try await house.stored(first.assistant).content == "Once 👩‍👩‍👧 upon")
        }
    }

    @Test func aContinuationFitsTheWindowToo() async throws {
        try await LiveHouse.open(contextWindow: 4_096) { house in
            let conversation = try await house.conversation()
            let first = try await house.send("Tell", in: conversation.id)
            let call = try #require(await house.model.call(0))
            await call.say(String(repeating: "a long story ", count: 4_000))
            call.end("length")
            _ = try await house.ended(first.assistant)
            try await house.reply(to: first.user, continues: first.assistant.id)
            let request = try #require(await house.model.call(1)).request
            let tokens = request.messages.reduce(0) { $0 + TokenEstimate.tokens(of: $1) }
            #expect(tokens <= 4_096, "the window cannot hold what is sent")
            #expect(request.messages.first?.content == "Tell")
        }
    }

    /// The answer to a send and every later reading tell the same time.
    @Test func aMessageIsToldTheSameBeforeAndAfterItIsRead() async throws {
        try await LiveHouse.open(.saying("x")) { house in
            for _ in 0..<10 {
                let conversation = try await house.conversation()
                let posted = try await house.send("Hi", in: conversation.id)
                let stored = try await house.stored(posted.user)
                #expect(RFC3339.text(posted.user.createdAt) == RFC3339.text(stored.createdAt))
                let read = try await house.database.conversation(conversation.id, for: house.ada.id)
                #expect(RFC3339.text(conversation.createdAt) == RFC3339.text(read.createdAt))
                _ = try await house.ended(posted.assistant)
            }
        }
    }

    @Test func whatIsBeingWrittenIsReadWithItsTextSoFar() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let call = try #require(await house.model.call(0))
            await call.think("thought")
            await call.say("so far")
            let read = {
                try await house.conversations.transcript(conversation.id, for: house.ada, before: nil, limit: 9)
            }
            #expect(try await isSoon { try await read().messages.last?.content == "so far" })
            #expect(try await read().messages.last?.reasoning == "thought")
            let message = try await house.conversations.message(
                posted.assistant.id, in: conversation.id, for: house.ada)
            #expect(message.content == "so far" && message.status == .streaming)
            #expect(try await house.stored(posted.assistant).content == "", "text is not in its row before its end")
        }
    }

    @Test func whatIsWrittenReachesTheDatabaseSoon() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let call = try #require(await house.model.call(0))
            await call.say("kept ")
            await call.think("thought")
            try await Task.sleep(for: .milliseconds(600))
            await call.say("😀 too")
            try await Task.sleep(for: .milliseconds(600))
            // As the next start would find it after a kill.
            #expect(try await house.database.interruptRunning(now: .now) == 1)
            let stored = try await house.stored(posted.assistant)
            #expect(stored.status == .interrupted)
            #expect(stored.content == "kept 😀 too")
            #expect(stored.reasoning == "thought")
        }
    }
}
