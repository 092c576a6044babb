import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyLive

/// Limits, slow lines and other pages.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct CrowdTests {
    @Test func onlySoManyAnswersAreWrittenAtOnce() async throws {
        try await LiveHouse.open(limit: 2) { house in
            let ids = try await [house.conversation().id, house.conversation().id, house.conversation().id]
            try await house.send("Hi", in: ids[0])
            try await house.send("Hi", in: ids[1])
            let error = await #expect(throws: ParleyError.self) { try await house.send("Hi", in: ids[2]) }
            #expect(error?.code == .overloaded)
            #expect(error?.retryAfter == 5)
            #expect(
                try await house.conversations.transcript(ids[2], for: house.ada, before: nil, limit: 9).messages.isEmpty
            )
            _ = try await house.stop(ids[0])
            #expect(await code { try await house.send("Hi", in: ids[2]) } == nil)
        }
    }

    @Test func aSendThatIsRefusedTakesNoPlace() async throws {
        try await LiveHouse.open(limit: 2) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id, clientID: "c")
            for _ in 0..<5 {
                #expect(await code { try await house.send("Ho", in: conversation.id) } == .generationInProgress)
                #expect(await code { try await house.send("Ho", in: conversation.id, clientID: "c") } == .unprocessable)
                #expect(await code { try await house.reply(to: posted.assistant) } == .notFound)
                #expect(try await house.send("Hi", in: conversation.id, clientID: "c").isRepeat)
            }
            let other = try await house.conversation()
            #expect(await code { try await house.send("Hi", in: other.id) } == nil)
        }
    }

    @Test func inAFullHouseTheSameAgainIsStillTheSame() async throws {
        try await LiveHouse.open(limit: 1) { house in
            let conversation = try await house.conversation()
            try await house.send("Hi", in: conversation.id, clientID: "c")
            let again = try? await house.send("Hi", in: conversation.id, clientID: "c")
            #expect(again?.isRepeat == true)
        }
    }

    @Test func aSlowLineGetsAllInFewBoundedPieces() async throws {
        let model = ScriptedModel { call in
            for token in 0..<30_000 { await call.say("token\(token % 10) ") }
        }
        try await LiveHouse.open(model) { house in
            let conversation = try await house.conversation()
            let reader = try await house.listen(to: conversation.id)
            let posted = try await house.send("Hi", in: conversation.id)
            await reader.read { $0.running != nil }
            // Given a line that takes nothing while all of it is written.
            let text = {
                try await house.conversations.message(posted.assistant.id, in: conversation.id, for: house.ada).content
            }
            #expect(try await isSoon(within: .seconds(60)) { try await text().utf8.count == 210_000 })
            let before = await reader.page.deltas
            let joined = await reader.page.running?.content.count ?? 0
            #expect(joined < 210_000)
            #expect(await reader.read { $0.running?.content.count == 210_000 })
            let page = await reader.page
            #expect(page.problems == [])
            #expect(page.deltas - before <= 80, "\(page.deltas - before) pieces")
            #expect(await reader.sizes.max() ?? 0 <= 64 << 10)
        }
    }

    @Test func otherPagesOfAPersonGetAHint() async throws {
        try await LiveHouse.open { house in
            let bob = try await house.add("Bob")
            let (here, there) = (try await house.conversation(), try await house.conversation())
            let sidebar = try await house.listen(to: nil)
            let other = try await house.listen(to: there.id)
            let stranger = try await house.listen(to: nil, by: bob)
            let posted = try await house.send("Hi", in: here.id)
            house.feed.tick()
            for reader in [sidebar, other] {
                #expect(await reader.read { !$0.hints.isEmpty })
                #expect(await reader.page.hints.map(\.id) == [here.id.string])
                #expect(await reader.page.hints.first?.title == "Hi")
                #expect(await reader.page.revision <= 1, "a hint has no number")
            }
            await stranger.read(within: .milliseconds(200)) { !$0.hints.isEmpty }
            #expect(await stranger.page.hints.isEmpty)
            _ = try await house.stop(here.id)
            #expect(try await house.stored(posted.assistant).status == .stopped)
        }
    }

    @Test func hintsAreBounded() async throws {
        try await LiveHouse.open { house in
            let sidebar = try await house.listen(to: nil)
            var wish = ConversationWish()
            wish.isPinned = true
            for _ in 0..<30 {
                let conversation = try await house.conversation()
                _ = try await house.conversations.change(conversation.id, by: house.ada, wish)
                _ = try await house.conversations.change(conversation.id, by: house.ada, wish)
            }
            house.feed.tick()
            #expect(await sidebar.read { !$0.hints.isEmpty })
            #expect(await (1...8).contains(sidebar.page.hints.count))
        }
    }

    @Test func nothingIsLeftOfThoseWhoWent() async throws {
        try await LiveHouse.open(.saying("Hello")) { house in
            for _ in 0..<20 {
                let conversation = try await house.conversation()
                let reader = try await house.listen(to: conversation.id, Bool.random() ? .text : .blocks)
                let posted = try await house.send("Hi", in: conversation.id)
                await reader.read { $0.isEnded(posted.assistant.id) }
                await reader.leave()
            }
            #expect(await isSoon { house.feed.listenerCount == 0 && house.feed.replyCount == 0 })
        }
    }

    @Test func aBellKeepsWhatWasRungBeforeAnybodyWaited() async {
        let bell = Bell()
        bell.ring(.text)
        bell.ring(.people)
        #expect(await bell.wait() == [.text, .people])
        #expect(bell.take() == [])
        let waiting = Task { await bell.wait() }
        try? await Task.sleep(for: .milliseconds(5))
        bell.ring(.beat)
        #expect(await waiting.value == .beat)
    }
}
