import ParleyCore
import ParleyTestSupport
import Synchronization
import Testing

@testable import ParleyLive

/// Models that read less than was thought.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct OverflowTests {
    /// A server that counts strictly, and says its limit or not.
    private func strict(_ limit: Int, tells: Bool) -> ScriptedModel {
        ScriptedModel { call in
            let tokens = call.request.messages.reduce(0) { $0 + $1.content.utf8.count / 3 + 8 }
            guard tokens > limit else {
                await call.say("Fine.")
                return call.end()
            }
            var failure = ReplyFailure(.contextLength, "too long")
            var overflow = ContextOverflow()
            if tells { (overflow.window, overflow.promptTokens) = (limit, tokens) }
            failure.overflow = overflow
            call.fail(failure)
        }
    }

    @Test(arguments: [true, false])
    func nobodySeesAnOverflowHoweverLongTheTalk(tells: Bool) async throws {
        try await LiveHouse.open(strict(2_000, tells: tells)) { house in
            let conversation = try await house.conversation()
            for turn in 0..<60 {
                let posted = try await house.send(
                    "\(turn) " + String(repeating: "word ", count: 60), in: conversation.id)
                let stored = try await house.ended(posted.assistant)
                #expect(stored.status == .complete, "turn \(turn): \(String(describing: stored.failure))")
            }
            let refused = house.model.calls.count - 60
            #expect((1...3).contains(refused), "\(refused) prompts were too long")
            for call in house.model.calls {
                #expect(call.request.messages.first?.role == .user, "an orphan begins the prompt")
            }
            #expect(house.catalog.allModels.first?.source == .learned)
        }
    }

    @Test func anOverflowThatStaysIsTold() async throws {
        try await LiveHouse.open(strict(0, tells: false)) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send(String(repeating: "word ", count: 2_000), in: conversation.id)
            let stored = try await house.ended(posted.assistant)
            #expect(stored.status == .error && stored.failure?.code == .contextLength)
            #expect((2...5).contains(house.model.calls.count))
        }
    }

    /// Where the limit of the answer is what does not fit, the history stays whole.
    @Test func aLimitOfTheAnswerThatIsTooHighIsLowered() async throws {
        let model = ScriptedModel { call in
            guard let limit = call.request.params.outputLimit, limit > 1_000 else {
                await call.say("Fine.")
                return call.end()
            }
            var failure = ReplyFailure(.badRequest, "max_tokens is too large")
            var overflow = ContextOverflow()
            (overflow.isOutputTooLong, overflow.outputLimit) = (true, 1_000)
            failure.overflow = overflow
            call.fail(failure)
        }
        try await LiveHouse.open(model) { house in
            let params = try CompletionParams(["max_tokens": .integer(5_000)])
            let conversation = try await house.conversations.create(
                NewConversation(
                    title: nil, model: nil, systemPrompt: nil, params: params, clientID: nil), by: house.ada)
            let posted = try await house.send("Hi", in: conversation.id)
            #expect(try await house.ended(posted.assistant).content == "Fine.")
            #expect(house.model.calls.map { $0.request.params.outputLimit } == [5_000, 1_000])
            #expect(house.model.calls.map { $0.request.messages.count } == [1, 1])
        }
    }

    @Test func nothingIsAskedAgainOnceThereWasText() async throws {
        let model = ScriptedModel { call in
            await call.say("half")
            var failure = ReplyFailure(.contextLength, "too long")
            failure.overflow = ContextOverflow()
            call.fail(failure)
        }
        try await LiveHouse.open(model) { house in
            let posted = try await house.send("Hi", in: try await house.conversation().id)
            #expect(try await house.ended(posted.assistant).failure?.code == .contextLength)
            #expect(house.model.calls.count == 1)
        }
    }
}
