import Foundation
import ParleyCore
import ParleyStore
import ParleyTestSupport
import Testing

@testable import ParleyLive

/// What is counted, told and summarised of the model's window.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ContextTests {
    private let long = String(repeating: "some words ", count: 120)

    @Test func aServersOwnTokenizerIsBelieved() async throws {
        let model = ScriptedModel.saying("Fine.")
        model.counts(as: .vLLM) { $0.reduce(0) { $0 + $1.content.utf8.count } }
        try await LiveHouse.open(model, contextWindow: 4_000) { house in
            await house.catalog.refresh()
            let conversation = try await house.conversation(system: "Be brief.")
            for _ in 0..<6 {
                let posted = try await house.send(long, in: conversation.id)
                let cut = try #require(try await house.ended(posted.assistant).cut)
                let sent = try #require(house.model.calls.last?.request.messages)
                #expect(cut.isExact && cut.estimatedTokens == sent.reduce(0) { $0 + $1.content.utf8.count })
                #expect(cut.estimatedTokens <= cut.budget)
                #expect(sent[0].content == "Be brief." && sent[1].role == .user)
            }
            let plan = try await house.conversations.context(
                of: conversation.id, for: house.ada, model: nil, content: "x")
            #expect(plan.isExact)
        }
    }

    @Test func theLastCountMakesTheNextEstimateExact() async throws {
        let model = ScriptedModel { call in
            let tokens = call.request.messages.reduce(0) { $0 + $1.content.utf8.count / 2 }
            await call.send([.text("Fine."), .usage(Usage(promptTokens: tokens, completionTokens: 1))])
            call.end()
        }
        try await LiveHouse.open(model, contextWindow: 50_000) { house in
            let conversation = try await house.conversation()
            for turn in 0..<3 {
                let posted = try await house.send(long, in: conversation.id)
                let answer = try await house.ended(posted.assistant)
                let (told, counted) = (answer.cut?.estimatedTokens ?? 0, answer.usage?.promptTokens ?? 0)
                if turn > 0 { #expect(abs(told - counted) * 20 <= counted, "\(told) for \(counted)") }
            }
        }
    }

    @Test func aServerThatCutsInSilenceIsTold() async throws {
        let model = ScriptedModel { call in
            await call.send([.text("What?"), .usage(Usage(promptTokens: 500, completionTokens: 1))])
            call.end()
        }
        model.counts(as: .ollama) { _ in 0 }
        try await LiveHouse.open(model, contextWindow: 8_000) { house in
            await house.catalog.refresh()
            let conversation = try await house.conversation()
            let posted = try await house.send(String(repeating: long, count: 8), in: conversation.id)
            #expect(try await house.ended(posted.assistant).cut?.isCutByProvider == true)
            #expect(house.catalog.allModels.first.map { [$0.contextWindow] } == [2_048])
            #expect(house.catalog.allModels.first?.source == .learned)
            let next = try await house.send("And now?", in: conversation.id)
            #expect(try await house.ended(next.assistant).cut?.window == 2_048)
        }
    }

    @Test func whatFallsOutIsSummarisedBeforeItDoes() async throws {
        let model = ScriptedModel { call in
            let isNote = call.request.messages.first?.content.contains("You keep the notes") == true
            await call.say(isNote ? "They like tea." : "Fine.")
            call.end()
        }
        try await LiveHouse.open(model, contextWindow: 2_000) { house in
            let conversation = try await house.conversation(system: "Be brief.")
            var wish = ConversationWish()
            wish.summarizes = true
            _ = try await house.conversations.change(conversation.id, by: house.ada, wish)
            var isSummarized = false
            for turn in 0..<12 {
                let posted = try await house.send("\(turn) " + long, in: conversation.id)
                let answer = try await house.ended(posted.assistant)
                isSummarized = answer.cut?.isSummarized ?? false
                if (answer.cut?.trimmedCount ?? 0) > 0 {
                    #expect(isSummarized, "turn \(turn) went without its summary")
                }
                // The note is written beside the talk; a person reads the answer meanwhile.
                _ = await isSoon { house.model.calls.allSatisfy(\.isClosed) }
                _ = try await isSoon {
                    let now = try await house.database.conversation(conversation.id, for: house.ada.id)
                    return now.summary != nil || turn < 2
                }
            }
            #expect(isSummarized)
            let last = try #require(
                house.model.calls.last { $0.request.messages.first?.content.hasPrefix("Be brief.") == true })
            #expect(last.request.messages[0].content.hasSuffix("They like tea."))
        }
    }

    @Test func withoutTheWishNothingIsSummarised() async throws {
        try await LiveHouse.open(ScriptedModel.saying("Fine."), contextWindow: 2_000) { house in
            let conversation = try await house.conversation()
            for _ in 0..<8 {
                let posted = try await house.send(long, in: conversation.id)
                _ = try await house.ended(posted.assistant)
            }
            #expect(house.model.calls.count == 8)
        }
    }
}
