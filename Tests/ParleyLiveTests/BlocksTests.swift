import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyLive

@Suite(.serialized, .timeLimit(.minutes(5)))
struct BlocksTests {
    private static let texts = [
        "# Title\n\nSome *words* and `code`.\n\n- one\n- two\n  - three\n\n```swift\nlet x = 1 < 2\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd 😀.",
        "Plain first.\n\nThen a [link](https://example.org) and **bold\n\nunclosed** text\n\n> quoted\n> more\n\n1. x\n2. y\n",
        String(repeating: "A paragraph with 👩‍👩‍👧 in it.\n\n", count: 60),
    ]

    private static func talker(_ text: String, seed: Int) -> ScriptedModel {
        ScriptedModel { call in
            var random = SeededGenerator(seed)
            await call.think("Hm. ")
            for piece in random.pieces(of: text, upTo: 9) {
                await call.say(piece)
                try? await Task.sleep(for: .microseconds(Int.random(in: 0...3_000, using: &random)))
            }
            call.end()
        }
    }

    /// After every event the page shows what the text so far looks like, and at the end what the whole looks like.
    @Test(arguments: 0..<12)
    func blocksInTheirOrderAreTheRenderedText(seed: Int) async throws {
        let text = Self.texts[seed % Self.texts.count]
        try await LiveHouse.open(Self.talker(text, seed: seed)) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Go", in: conversation.id)
            try await Task.sleep(for: .milliseconds(seed * 7))
            let readers = [
                try await house.listen(to: conversation.id, .blocks),
                try await house.listen(to: conversation.id, .blocks),
            ]
            await withDiscardingTaskGroup { group in
                for reader in readers { group.addTask { await Self.follow(reader, posted, text) } }
            }
            for reader in readers {
                let page = await reader.page
                #expect(page.problems == [])
                #expect(page[posted.assistant.id]?.blocks == Node.rendered(text, isGrowing: false))
                #expect(page[posted.assistant.id]?.thought == "Hm. ")
            }
        }
    }

    private static func follow(_ reader: Reader, _ posted: Posted, _ text: String) async {
        while await !reader.page.isEnded(posted.assistant.id) {
            guard await reader.take() else { return }
            guard let shown = await reader.page.running else { continue }
            let soFar = String(decoding: Array(text.utf16.prefix(shown.paintedLength)), as: UTF16.self)
            #expect(shown.blocks == Node.rendered(soFar, isGrowing: true), "\(shown.paintedLength) units")
        }
    }

    /// Who joins between two paintings is shown the text of that moment; the painting before it is older than that.
    @Test func whoJoinsIsNeverShownLessThanAMomentBefore() async throws {
        let text = String(repeating: "word ", count: 3_000)
        try await LiveHouse.open(Self.talker(text, seed: 1)) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Go", in: conversation.id)
            let watcher = try await house.listen(to: conversation.id, .blocks)
            let watching = Task { await watcher.read { $0.isEnded(posted.assistant.id) } }
            for _ in 0..<12 {
                try await Task.sleep(for: .milliseconds(23))
                let reader = try await house.listen(to: conversation.id, .blocks)
                await reader.read { $0.events.count { $0 == "blocks" } >= 2 || $0.isEnded(posted.assistant.id) }
                let stepsBack = await reader.page.stepsBack
                #expect(stepsBack == [])
                await reader.leave()
            }
            _ = try await house.stop(conversation.id)
            _ = await watching.value
            #expect(await watcher.page.stepsBack == [])
        }
    }

    @Test func theFirstBlocksComeAtOnceAndTheOthersAtAPace() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Go", in: conversation.id)
            let reader = try await house.listen(to: conversation.id, .blocks)
            let call = try #require(await house.model.call(0))
            let begin = ContinuousClock.now
            for _ in 0..<200 {
                await call.say("word ")
                try await Task.sleep(for: .milliseconds(1))
            }
            call.end()
            await reader.read { $0.isEnded(posted.assistant.id) }
            let painted = await reader.page.events.count { $0 == "blocks" }
            let most = Int((ContinuousClock.now - begin) / .milliseconds(50)) + 2
            #expect((1...most).contains(painted), "\(painted) paintings")
        }
    }

    @Test func aPersonsLineEndsAreKept() async throws {
        try await LiveHouse.open(.saying("x")) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("one\ntwo", in: conversation.id)
            let reader = try await house.listen(to: conversation.id, .blocks)
            await reader.read { $0.isEnded(posted.assistant.id) }
            let blocks = await reader.page[posted.user.id]?.blocks
            #expect(blocks == [.list([.text("p"), .text("one"), .list([.text("br")]), .text("two")])])
        }
    }

    @Test func whoWantsTextGetsNoBlocks() async throws {
        try await LiveHouse.open(Self.talker(Self.texts[0], seed: 1)) { house in
            let conversation = try await house.conversation()
            let posted = try await house.send("Go", in: conversation.id)
            let reader = try await house.listen(to: conversation.id)
            await reader.read { $0.isEnded(posted.assistant.id) }
            #expect(await !reader.page.events.contains("blocks"))
            #expect(await reader.page[posted.assistant.id]?.message.blocks == nil)
        }
    }
}
