import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyLive

@Suite(.serialized, .timeLimit(.minutes(5)))
struct EventStreamTests {
    /// Says a text in random pieces at a random pace.
    private static func talker(_ text: String, thought: String, seed: Int) -> ScriptedModel {
        ScriptedModel { call in
            var random = SeededGenerator(seed)
            for piece in random.pieces(of: thought, upTo: 30) { await call.think(piece) }
            for piece in random.pieces(of: text, upTo: 12) {
                await call.say(piece)
                if Int.random(in: 0..<3, using: &random) == 0 {
                    try? await Task.sleep(for: .microseconds(Int.random(in: 0...400, using: &random)))
                }
            }
            call.end()
        }
    }

    @Test(arguments: 0..<25)
    func snapshotAndDeltasAreTheStoredTextWheneverOneJoins(seed: Int) async throws {
        var random = SeededGenerator(seed)
        let text = random.text(signs: 1_500)
        let thought = random.text(signs: 200)
        try await LiveHouse.open(Self.talker(text, thought: thought, seed: seed)) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Go", in: conversation.id)
            let delays = (0..<6).map { _ in Int.random(in: 0...40_000, using: &random) }
            let pages = try await withThrowingTaskGroup { group in
                for (index, delay) in delays.enumerated() {
                    group.addTask {
                        try await Task.sleep(for: .microseconds(delay))
                        let revision = index % 2 == 0 ? nil : posted.user.revision
                        let page = index % 2 == 0 ? Page() : Self.page(of: posted)
                        let reader = try await house.listen(to: conversation.id, after: revision, page: page)
                        await reader.read { $0.isEnded(posted.assistant.id) }
                        return await reader.page
                    }
                }
                return try await group.reduce(into: [Page]()) { $0.append($1) }
            }
            #expect(try await house.stored(posted.assistant).content.utf8.elementsEqual(text.utf8))
            for page in pages {
                #expect(page.problems == [])
                #expect(page.shows(text, thinking: thought, of: posted.assistant.id))
            }
        }
    }

    /// A page that has heard of the question and of nothing after it.
    private static func page(of posted: Posted) -> Page {
        var page = Page()
        let user = posted.user
        let data = """
            {"id":"\(user.id)","role":"user","content":"Go","reasoning":"","status":"complete","created_at":""}
            """
        page.apply(Event(name: "message", id: user.revision, data: data))
        return page
    }

    @Test(arguments: 0..<15)
    func aPageThatComesAndGoesMissesNothingAndHearsNothingTwice(seed: Int) async throws {
        var random = SeededGenerator(seed)
        let text = random.text(signs: 800)
        try await LiveHouse.open(Self.talker(text, thought: "", seed: seed)) { house in
            let conversation = try await house.conversation()
            let sending = Task {
                for turn in 0..<3 {
                    let posted = try await house.send("Question \(turn)", in: conversation.id)
                    _ = try await house.ended(posted.assistant)
                }
            }
            var page = Page()
            var visits = 0
            let last = { @Sendable (page: Page) in page.shown.count == 6 && page.running == nil }
            while !last(page), visits < 500 {
                let reader = try await house.listen(
                    to: conversation.id, after: page.revision == 0 ? nil : page.revision, page: page)
                let enough = page.events.count + Int.random(in: 1...12, using: &random)
                await reader.read { last($0) || $0.events.count >= enough }
                await reader.leave()
                page = await reader.page
                visits += 1
            }
            try await sending.value
            #expect(visits > 1)
            #expect(page.problems == [])
            let transcript = try await house.conversations.transcript(
                conversation.id, for: house.ada, before: nil, limit: 50)
            for message in transcript.messages { #expect(page.shows(message.content, of: message.id)) }
            #expect(page.revision == transcript.conversation.revision)
        }
    }

    @Test func allWhoListenHearTheSame() async throws {
        var random = SeededGenerator(3)
        let text = random.text(signs: 3_000)
        try await LiveHouse.open(Self.talker(text, thought: "Hm.", seed: 3)) { house in
            let conversation = try await house.conversation()
            var readers: [Reader] = []
            for _ in 0..<10 { readers.append(try await house.listen(to: conversation.id)) }
            let posted = try await house.send("Go", in: conversation.id)
            await withDiscardingTaskGroup { group in
                for reader in readers { group.addTask { await reader.read { $0.isEnded(posted.assistant.id) } } }
            }
            for reader in readers {
                let page = await reader.page
                #expect(page.problems == [])
                #expect(page.shows(text, thinking: "Hm.", of: posted.assistant.id))
                #expect(page[posted.user.id]?.text == "Go")
            }
        }
    }

    @Test func whoComesAnewGetsASnapshot() async throws {
        try await LiveHouse.open(.saying("Hello")) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let ended = try await house.ended(posted.assistant)
            for after in [nil, 0, -3, 99, Int.max] {
                let reader = try await house.listen(to: conversation.id, after: after)
                await reader.read { !$0.shown.isEmpty }
                let page = await reader.page
                #expect(page.events.first == "snapshot")
                #expect(page.revision == ended.revision)
                #expect(page[posted.assistant.id]?.text == "Hello")
                #expect(page.conversation?.title == "Hi")
            }
        }
    }

    @Test func whoIsUpToDateHearsNothing() async throws {
        try await LiveHouse.open(.saying("Hello")) { house in
            let conversation = try await house.conversation()
            let ended = try await house.ended(try await house.send("Hi", in: conversation.id).assistant)
            let reader = try await house.listen(to: conversation.id, after: ended.revision)
            await reader.read(within: .milliseconds(300)) { $0.events.contains { $0 != "people" } }
            #expect(await reader.page.events.allSatisfy { $0 == "people" })
        }
    }

    @Test func theRunningAnswerComesWithItsTextSoFar() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            let call = try #require(await house.model.call(0))
            await call.say("so far")
            let first = try await house.listen(to: conversation.id)
            await first.read { $0[posted.assistant.id]?.text == "so far" }
            for after in [nil, posted.assistant.revision] {
                let reader = try await house.listen(to: conversation.id, after: after, page: Self.page(of: posted))
                await reader.read { $0.running != nil }
                #expect(await reader.page.running?.text == "so far")
                #expect(await reader.page.deltas == 0)
            }
        }
    }

    @Test func aChangeOfTheConversationIsHeard() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let reader = try await house.listen(to: conversation.id)
            await reader.read { $0.conversation != nil }
            var wish = ConversationWish()
            wish.title = "Mine"
            wish.isPinned = true
            let changed = try await house.conversations.change(conversation.id, by: house.ada, wish)
            #expect(await reader.read { $0.conversation?.title == "Mine" })
            #expect(await reader.page.conversation?.pinned == true)
            #expect(await reader.page.revision == changed.revision)
        }
    }

    @Test func whatTheAnswerIsDoingIsHeard() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let reader = try await house.listen(to: conversation.id)
            let posted = try await house.send("Hi", in: conversation.id)
            let call = try #require(await house.model.call(0))
            #expect(await reader.read { $0.progress.last == "connecting" })
            await call.send([.connected])
            await call.say("x")
            #expect(await reader.read { $0.progress.last == "writing" })
            call.hangOnAbort()
            let stopping = Task { try await house.stop(conversation.id) }
            #expect(await reader.read { $0.progress.last == "stopping" })
            call.close()
            _ = try await stopping.value
            #expect(await reader.read { $0.isEnded(posted.assistant.id) })
        }
    }

    @Test func whoIsHereIsHeard() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let first = try await house.listen(to: conversation.id)
            #expect(await first.read { $0.people == ["Ada"] })
            let second = try await house.listen(to: conversation.id)
            await second.read { $0.people == ["Ada"] }
            #expect(house.feed.listenerCount == 2)
            await second.leave()
            #expect(await isSoon { house.feed.listenerCount == 1 })
        }
    }

    @Test func aSignOfLifeComesWhenNothingElseDoes() async throws {
        try await LiveHouse.open { house in
            let listener = house.listener(to: nil)
            var stream = try await house.conversations.events(for: listener, after: nil, rendering: .text)
            let watchdog = Task {
                try await Task.sleep(for: .seconds(20))
                listener.close()
            }
            defer { watchdog.cancel() }
            let greeting = await stream.next()
            #expect(greeting == Array(":\n\n".utf8), "from the first second")
            listener.tick(.now + .seconds(9))
            listener.bell.ring(.people)
            listener.tick(.now + .seconds(11))
            let sign = await stream.next()
            #expect(sign == Array(":\n\n".utf8))
        }
    }

    @Test func aLineThatTakesNothingIsCutOff() async throws {
        try await LiveHouse.open { house in
            let isCutOff = Flag()
            let listener = Listener(
                person: house.ada.asName, credential: Data(), conversationID: nil, hearsHints: true,
                hangUp: isCutOff.set)
            listener.willWrite()
            listener.tick(.now + .seconds(29))
            listener.didWrite()
            listener.tick(.now + .seconds(300))
            #expect(!isCutOff.isSet)
            listener.willWrite()
            listener.tick(.now + .seconds(31))
            #expect(isCutOff.isSet)
        }
    }

    @Test func whoseCredentialEndsHearsNoMore() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let reader = try await house.listen(to: conversation.id)
            house.feed.end(credential: Data([2]))
            house.feed.end(person: Person.ID())
            #expect(await reader.read { $0.conversation != nil })
            house.feed.end(credential: Data([1]))
            #expect(await reader.readToTheEnd())
        }
    }
}
