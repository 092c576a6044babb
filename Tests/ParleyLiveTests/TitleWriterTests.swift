import Foundation
import ParleyCore
import ParleyStore
import ParleyTestSupport
import Testing

@testable import ParleyLive

@Suite(.serialized, .timeLimit(.minutes(5)))
struct TitleWriterTests {
    /// Answers questions, and gives titles when it is asked for them.
    private static func model(title: String) -> ScriptedModel {
        ScriptedModel { call in
            await call.say(Self.isTitle(call) ? title : "An answer.")
            call.end()
        }
    }

    private static func isTitle(_ call: ScriptedCall) -> Bool {
        call.request.messages.last?.content.hasPrefix("Give this conversation a title") == true
    }

    private func titles(_ house: LiveHouse) -> Int {
        house.model.calls.count(where: Self.isTitle)
    }

    private func current(_ conversation: Conversation, in house: LiveHouse) async throws -> Conversation {
        try await house.database.conversation(conversation.id, for: house.ada.id)
    }

    @Test func theFirstAnswerBringsATitleOnce() async throws {
        try await LiveHouse.open(Self.model(title: "Stalled imports"), titles: true) { house in
            let conversation = try await house.conversation()
            let reader = try await house.listen(to: conversation.id)
            for round in 0..<3 {
                let posted = try await house.send("Why does it stall?", in: conversation.id)
                _ = try await house.ended(posted.assistant)
                if round == 0 { #expect(await reader.read { $0.conversation?.title == "Stalled imports" }) }
            }
            #expect(try await current(conversation, in: house).titleSource == .model)
            #expect(titles(house) == 1)
            let request = try #require(house.model.calls.first(where: Self.isTitle)?.request)
            #expect(request.messages.last?.content.contains("Why does it stall?") == true)
            #expect(request.messages.last?.content.contains("An answer.") == true)
        }
    }

    @Test(arguments: [
        ("\"Stalled imports.\"", "Stalled imports"), ("# Stalled imports\n\nBecause…", "Stalled imports"),
        ("**Stalled** imports", "Stalled** imports"), ("“Stalled imports”", "Stalled imports"),
    ])
    func aTitleIsTidied(said: String, title: String) async throws {
        try await LiveHouse.open(Self.model(title: said), titles: true) { house in
            let conversation = try await house.conversation()
            try await house.send("Why?", in: conversation.id)
            #expect(try await isSoon { try await current(conversation, in: house).title == title })
        }
    }

    @Test func aTitleThatIsNoneChangesNothing() async throws {
        try await LiveHouse.open(Self.model(title: " \"\" **.\nBecause"), titles: true) { house in
            let conversation = try await house.conversation()
            try await house.send("Why?", in: conversation.id)
            #expect(await isSoon { house.model.calls.contains { Self.isTitle($0) && $0.isClosed } })
            try await Task.sleep(for: .milliseconds(50))
            #expect(try await current(conversation, in: house).titleSource == .words)
        }
    }

    @Test func aPersonsTitleStands() async throws {
        let gate = Gate()
        let model = ScriptedModel { call in
            if Self.isTitle(call) { await gate.pass() }
            await call.say("By model")
            call.end()
        }
        try await LiveHouse.open(model, titles: true) { house in
            let conversation = try await house.conversation()
            try await house.send("Why?", in: conversation.id)
            #expect(await isSoon { titles(house) == 1 })
            // Given a person who is quicker than the model.
            var wish = ConversationWish()
            wish.title = "By Ada"
            _ = try await house.conversations.change(conversation.id, by: house.ada, wish)
            gate.open()
            #expect(await isSoon { house.model.calls.allSatisfy { $0.isClosed } })
            try await Task.sleep(for: .milliseconds(50))
            #expect(try await current(conversation, in: house).title == "By Ada")
        }
    }

    @Test func aStopEndsTheTitleToo() async throws {
        let model = ScriptedModel { call in
            await call.say("An answer.")
            if !Self.isTitle(call) { call.end() }
        }
        try await LiveHouse.open(model, titles: true) { house in
            let conversation = try await house.conversation()
            try await house.send("Why?", in: conversation.id)
            #expect(await isSoon { titles(house) == 1 })
            let call = try #require(house.model.calls.first(where: Self.isTitle))
            #expect(!call.isClosed)
            // The call is known a moment after it was made.
            #expect(
                try await isSoon {
                    _ = try await house.stop(conversation.id)
                    return call.isClosed
                })
            try await Task.sleep(for: .milliseconds(50))
            #expect(try await current(conversation, in: house).titleSource == .words)
        }
    }

    @Test func withoutAWholeAnswerThereIsNoTitle() async throws {
        try await LiveHouse.open(titles: true) { house in
            let (stopped, failed) = (try await house.conversation(), try await house.conversation())
            try await house.send("Why?", in: stopped.id)
            _ = try await house.stop(stopped.id)
            let posted = try await house.send("Why?", in: failed.id)
            #expect(await isSoon { house.model.calls.contains { !$0.isClosed } })
            for call in house.model.calls { call.fail(ReplyFailure(.server, "x")) }
            _ = try await house.ended(posted.assistant)
            try await Task.sleep(for: .milliseconds(100))
            #expect(titles(house) == 0)
        }
    }

    @Test func aTitleThatFailsIsNotTriedAgain() async throws {
        let model = ScriptedModel { call in
            if Self.isTitle(call) { return call.fail(ReplyFailure(.overloaded, "x")) }
            await call.say("An answer.")
            call.end()
        }
        try await LiveHouse.open(model, titles: true) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Why?", in: conversation.id)
            #expect(await isSoon { titles(house) == 1 })
            try await Task.sleep(for: .milliseconds(50))
            let again = try await house.reply(to: posted.user)
            _ = try await house.ended(again.assistant)
            try await Task.sleep(for: .milliseconds(100))
            #expect(titles(house) == 1)
            #expect(try await current(conversation, in: house).titleSource == .words)
        }
    }
}
