import Foundation
import ParleyCore
import ParleyStore
import ParleyTestSupport
import Testing

@testable import ParleyLive
@testable import ParleyWire

/// Limits, rules and the server's own prompt, where people send.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct MeansTests {
    private func set(_ limits: UsageLimits, in house: LiveHouse) async throws {
        try await house.database.setLimits(limits, for: .everyone, by: .machine)
        try await house.meter.readLimits()
    }

    private func set(_ allowed: ModelRule.Audience, for model: String = "scripted", in house: LiveHouse) async throws {
        let key = ModelKey(provider: "test", model: model)
        try await house.database.setModelRule(ModelRule(allowed: allowed), for: key, by: .machine)
        try await house.catalog.rules.read(from: house.database)
    }

    private func set(_ setting: String, to value: String, in house: LiveHouse) async throws {
        let note = AuditNote(.settingsChanged, by: .machine)
        try await house.database.setSetting(setting, to: value, note: note)
        try await house.catalog.rules.read(from: house.database)
    }

    private func used(_ house: LiveHouse) async throws -> UsageSum {
        try await house.database.usage(of: house.ada.id, from: UTCDay(number: 0)).reduce(into: UsageSum()) {
            $0.add($1.sum)
        }
    }

    @Test func aRefusedSendKeepsAndAsksNothing() async throws {
        try await LiveHouse.open { house in
            try await set(UsageLimits(running: 1), in: house)
            let (first, second) = (try await house.conversation(), try await house.conversation())
            let posted = try await house.send("Hi", in: first.id)
            #expect(await code { try await house.send("Hi", in: second.id) } == .rateLimit)
            #expect(await code { try await house.reply(to: posted.user) } == .generationInProgress)
            #expect(house.feed.replyCount == 1 && house.model.calls.count <= 1)
            #expect(try await house.database.conversation(second.id, for: house.ada.id).leaf == nil)
            _ = try await house.stop(first.id)
            #expect(await code { try await house.send("Hi", in: second.id) } == nil)
        }
    }

    /// A program that is refused and tries again for hours must not fill the disk.
    @Test func whatAProgramIsRefusedLeavesNothing() async throws {
        try await LiveHouse.open(limit: 1) { house in
            let conversation = try await house.conversation()
            try await house.send("Hi", in: conversation.id)
            let audited = try await house.database.auditCount()
            let kept = CompletionWish.Kept(
                systemPrompt: "Be brief.",
                history: [
                    PromptMessage(role: .user, content: "Before"), PromptMessage(role: .assistant, content: "Yes"),
                ],
                question: "And now?", params: CompletionParams())
            for _ in 0..<3 {
                #expect(
                    await code { try await house.conversations.keep(kept, model: nil, by: house.ada) } == .overloaded)
            }
            #expect(try await house.database.counts().conversations == 1)
            #expect(try await house.database.auditCount() == audited)
        }
    }

    @Test func theSameAgainIsNeverRefused() async throws {
        try await LiveHouse.open { house in
            try await set(UsageLimits(running: 1, messagesPerMinute: 1), in: house)
            let conversation = try await house.conversation()
            let posted = try await withThrowingTaskGroup { group in
                for _ in 0..<16 {
                    group.addTask { try await house.send("Hi", in: conversation.id, clientID: "c") }
                }
                return try await group.reduce(into: [Posted]()) { $0.append($1) }
            }
            #expect(Set(posted.map(\.assistant.id)).count == 1 && posted.count { !$0.isRepeat } == 1)
            #expect(
                await code { try await house.send("Ho", in: conversation.id, clientID: "d") } == .generationInProgress)
            try #require(await house.model.call(0)).end()
            _ = try await house.ended(posted[0].assistant)
            #expect(try await house.send("Hi", in: conversation.id, clientID: "c").isRepeat)
        }
    }

    @Test func theSameReplyAgainIsNeverRefused() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Hi", in: conversation.id)
            _ = try await house.stop(conversation.id)
            try await set(UsageLimits(messagesPerMinute: 2), in: house)
            let first = try await house.reply(to: posted.user, clientID: "r")
            #expect(await code { try await house.reply(to: posted.user, clientID: "s") } == .generationInProgress)
            let again = try await house.reply(to: posted.user, clientID: "r")
            #expect(again.isRepeat && again.assistant.id == first.assistant.id)
        }
    }

    @Test func aSendThatIsTakenBackCostsNothing() async throws {
        try await LiveHouse.open { house in
            try await set(UsageLimits(messagesPerMinute: 2), in: house)
            let conversation = try await house.conversation()
            try await house.send("Hi", in: conversation.id, clientID: "c")
            for _ in 0..<5 {
                #expect(await code { try await house.send("Ho", in: conversation.id) } == .generationInProgress)
                #expect(try await house.send("Hi", in: conversation.id, clientID: "c").isRepeat)
            }
            _ = try await house.stop(conversation.id)
            #expect(await code { try await house.send("Ho", in: conversation.id) } == nil)
        }
    }

    @Test func tokensAreCountedAsTheProviderTellsThem() async throws {
        let model = ScriptedModel { call in
            await call.say("Yes.")
            await call.send([.usage(Usage(promptTokens: 60, completionTokens: 40))])
            call.end()
        }
        try await LiveHouse.open(model) { house in
            try await set(UsageLimits(tokensPerDay: 150), in: house)
            let conversation = try await house.conversation()
            for _ in 0..<2 {
                let posted = try await house.send("Hi", in: conversation.id)
                _ = try await house.ended(posted.assistant)
            }
            #expect(await code { try await house.send("Hi", in: conversation.id) } == .rateLimit)
            #expect(try await used(house).promptTokens == 120)
            #expect(try await isSoon { try await house.meter.used(by: house.ada.id).used.tokensToday == 200 })
        }
    }

    @Test func aTitleCountsForWhoAskedForTheAnswer() async throws {
        let model = ScriptedModel { call in
            await call.say("Stalled imports")
            await call.send([.usage(Usage(promptTokens: 100, completionTokens: 10))])
            call.end()
        }
        try await LiveHouse.open(model, titles: true) { house in
            let conversation = try await house.conversation()
            try await house.send("Why?", in: conversation.id)
            #expect(try await isSoon { try await used(house).completionTokens == 20 })
            let sum = try await used(house)
            #expect(sum.answers == 1 && sum.promptTokens == 200 && sum.estimatedTokens == 0)
        }
    }

    // MARK: Who may use which

    @Test func aModelThatOneMayNotUseIsNotThere() async throws {
        try await LiveHouse.open { house in
            let bob = try await house.add("Bob")
            let old = try await house.conversation(by: bob)
            try await set(.admins, in: house)
            #expect(house.catalog.models(for: bob).isEmpty && house.catalog.models(for: house.ada).count == 1)
            for name in ["scripted", "SCRIPTED", "scripted:latest", nil] {
                let wish = SendWish(content: "Hi", parentID: nil, model: name, clientID: nil)
                #expect(await code { try await house.conversations.send(wish, in: old.id, by: bob) } == .unprocessable)
                let context = await code {
                    try await house.conversations.context(of: old.id, for: bob, model: name, content: "Hi")
                }
                #expect(context == .unprocessable)
                let begun = NewConversation(
                    title: nil, model: name, systemPrompt: nil, params: CompletionParams(), clientID: nil)
                #expect(await code { try await house.conversations.create(begun, by: bob) } == .unprocessable)
            }
            var change = ConversationWish()
            change.model = "scripted"
            #expect(
                await code { try await house.conversations.change(old.id, by: bob, change) } == .unprocessable)
            #expect(house.model.calls.isEmpty && house.feed.replyCount == 0)
            let page = try await house.conversations.transcript(old.id, for: bob, before: nil, limit: 10)
            #expect(page.conversation.model == "scripted", "what was said stays readable")
            try await set(.everyone, in: house)
            let wish = SendWish(content: "Hi", parentID: nil, model: nil, clientID: nil)
            #expect(await code { try await house.conversations.send(wish, in: old.id, by: bob) } == nil)
        }
    }

    @Test func aModelThatIsTakenAwayWritesNoTitle() async throws {
        try await LiveHouse.open(titles: true) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Why?", in: conversation.id)
            let call = try #require(await house.model.call(0))
            try await set(.nobody, in: house)
            await call.say("So.")
            call.end()
            #expect(try await house.ended(posted.assistant).content == "So.")
            try await Task.sleep(for: .milliseconds(100))
            #expect(house.model.calls.count == 1)
        }
    }

    @Test func theDefaultModelIsTheFirst() async throws {
        try await LiveHouse.open { house in
            house.catalog.setProfiles([
                ProviderProfile(name: "test", models: ["scripted", "usual"]),
                ProviderProfile(name: "other", models: ["usual"]),
            ])
            let key = ModelKey(provider: "other", model: "usual")
            try await set(ServerSettings.defaultModelKey, to: try ServerSettings.stored(key), in: house)
            #expect(house.catalog.models(for: house.ada).map(\.id) == ["other/usual", "scripted", "usual"])
            #expect(house.catalog.defaultModel(for: house.ada)?.id == "other/usual")
            #expect(try await house.conversation().provider == "other")
            #expect(try house.catalog.choose(model: nil, boundTo: "test", for: house.ada).model == "scripted")
            let rule = ModelRule(allowed: .nobody)
            try await house.database.setModelRule(rule, for: key, by: .machine)
            try await house.catalog.rules.read(from: house.database)
            #expect(house.catalog.defaultModel(for: house.ada) == nil)
            #expect(try await house.conversation().model == "scripted")
            #expect(
                await code { try house.catalog.choose(model: "other/usual", boundTo: nil, for: house.ada) }
                    == .unprocessable)
        }
    }

    // MARK: The server's own prompt

    @Test func theServersPromptComesBeforeTheConversations() async throws {
        try await LiveHouse.open(.saying("Yes.")) { house in
            try await set(ServerSettings.systemPromptKey, to: "You work for Lovelace & Co.", in: house)
            let own = try await house.conversation(system: "Be brief.")
            let none = try await house.conversation()
            for (conversation, expected) in [
                (own, "You work for Lovelace & Co.\n\nBe brief."), (none, "You work for Lovelace & Co."),
            ] {
                let posted = try await house.send("Hi", in: conversation.id)
                _ = try await house.ended(posted.assistant)
                let request = try #require(house.model.calls.last?.request)
                #expect(request.messages.map(\.content) == [expected, "Hi"])
                let seen = try await house.conversations.seen(
                    by: posted.assistant.id, in: conversation.id, for: house.ada)
                #expect(seen.instructions.system == expected)
                let plan = try await house.conversations.context(
                    of: conversation.id, for: house.ada, model: nil, content: "x")
                #expect(plan.prompt.first?.content == expected)
                let stored = try await house.database.conversation(conversation.id, for: house.ada.id)
                #expect(stored.systemPrompt == conversation.systemPrompt)
            }
        }
    }
}
