import Foundation
import ParleyCore
import ParleyStore
import ParleyTestSupport
import Testing

@testable import ParleyLive

/// What a page knows from events is what a page would read afresh, whatever people do and whenever it comes and goes.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct InterleavingTests {
    private static func model(_ seed: Int) -> ScriptedModel {
        ScriptedModel { call in
            var random = SeededGenerator(seed &* 31 &+ call.request.messages.count)
            if Bool.random(using: &random) { await call.think(random.text(signs: 20)) }
            for _ in 0..<Int.random(in: 0...30, using: &random) {
                await call.say(random.text(signs: Int.random(in: 1...8, using: &random)))
                if Int.random(in: 0..<4, using: &random) == 0 { try? await Task.sleep(for: .microseconds(300)) }
            }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: call.fail(ReplyFailure(.stalled, "It stalled."))
            case 1: try? await Task.sleep(for: .milliseconds(2))
            default: break
            }
            call.end()
        }
    }

    @Test(arguments: 0..<30)
    func theEventsMakeThePageThatWouldBeRead(seed: Int) async throws {
        var random = SeededGenerator(seed)
        try await LiveHouse.open(Self.model(seed)) { house in
            let conversation = try await house.conversation()
            let steady = try await house.listen(to: conversation.id)
            let painted = try await house.listen(to: conversation.id, .blocks)
            let end = Gate()
            let watching = [steady, painted].map { reader in Task { await reader.readToTheEnd() } }
            let visiting = Task { try await Self.comeAndGo(conversation.id, in: house, until: end, seed: seed) }
            for step in 0..<8 { try await Self.act(step, on: conversation.id, in: house, &random) }
            _ = try await house.stop(conversation.id)
            let truth = try await house.conversations.transcript(
                conversation.id, for: house.ada, before: nil, limit: 100)
            let isCaughtUp = { (reader: Reader) in await reader.page.revision == truth.conversation.revision }
            for reader in [steady, painted] { #expect(await isSoon { await isCaughtUp(reader) }) }
            end.open()
            let visitor = try await visiting.value
            for reader in [steady, painted] { await reader.leave() }
            for task in watching { await task.value }
            Self.expect(await steady.page, shows: truth, "the steady page, seed \(seed)")
            Self.expect(await painted.page, shows: truth, "the painted page, seed \(seed)")
            Self.expect(visitor, shows: truth, "the visitor, seed \(seed)")
        }
    }

    /// One thing that people do; what is refused because an answer is being written is part of it.
    private static func act(
        _ step: Int, on id: Conversation.ID, in house: LiveHouse, _ random: inout SeededGenerator
    ) async throws {
        let page = try await house.conversations.transcript(id, for: house.ada, before: nil, limit: 100)
        let answers = page.messages.filter { $0.role == .assistant && $0.status != .streaming }
        let questions = page.messages.filter { $0.role == .user }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: _ = try await house.stop(id)
        case 1:
            var wish = ConversationWish()
            wish.title = "Title \(step)"
            _ = try await house.conversations.change(id, by: house.ada, wish)
        case 2: if let question = questions.randomElement(using: &random) { _ = try? await house.reply(to: question) }
        case 3:
            let parent = answers.randomElement(using: &random)?.id
            _ = try? await house.send("Edit \(step)", in: id, under: parent)
        default: _ = try? await house.send("Question \(step)", in: id)
        }
        try await Task.sleep(for: .microseconds(Int.random(in: 0...4_000, using: &random)))
    }

    private static func comeAndGo(
        _ id: Conversation.ID, in house: LiveHouse, until end: Gate, seed: Int
    ) async throws -> Page {
        var random = SeededGenerator(seed + 1_000)
        let over = Task { await end.pass() }
        let isOver = Flag()
        Task {
            await over.value
            isOver.set()
        }
        var page = Page()
        while true {
            let isLast = isOver.isSet
            let reader = try await house.listen(to: id, after: page.revision == 0 ? nil : page.revision, page: page)
            let enough = page.events.count + Int.random(in: 1...10, using: &random)
            let target = try await house.database.conversation(id, for: house.ada.id).revision
            await reader.read(within: isLast ? .seconds(60) : .milliseconds(8)) {
                isLast ? $0.revision >= target : $0.events.count >= enough
            }
            await reader.leave()
            page = await reader.page
            if isLast { return page }
        }
    }

    private static func expect(_ page: Page, shows truth: TranscriptPage, _ who: Comment) {
        #expect(page.problems == [], who)
        #expect(page.conversation?.title == truth.conversation.title, who)
        #expect(!page.isWriting, who)
        for message in truth.messages {
            #expect(page.shows(message.content, thinking: message.reasoning, of: message.id), who)
            #expect(page[message.id]?.message.status == message.status.rawValue, who)
            #expect(page[message.id]?.message.parentId == message.parentID?.string, who)
            guard let blocks = page[message.id]?.message.blocks, message.role == .assistant else { continue }
            #expect(blocks == Node.rendered(message.content, isGrowing: false), who)
        }
    }
}
