import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyStore

@Suite(.serialized) struct SearchTests {
    @Test func wordsAreFoundByTheirBeginnings() async throws {
        let shelf = try await Shelf()
        let talk = try await shelf.talk(
            "Why does the import stall?", "A worker holds the lock.", in: try await shelf.conversation())
        #expect(try await shelf.found("import") == [talk.user.id])
        #expect(try await shelf.found("IMP stal") == [talk.user.id])
        #expect(try await shelf.found("lock work") == [talk.answer.id])
        #expect(try await shelf.found("the") == [talk.answer.id, talk.user.id], "newest first")
        #expect(try await shelf.found("import lock").isEmpty, "all words are in one message")
    }

    @Test(arguments: ["", "   ", "?!", "\"", "*", "-- ;", "…", "\u{0}", "()"])
    func withoutAWordNothingIsFound(words: String) async throws {
        let shelf = try await Shelf()
        try await shelf.talk("anything \" * …", "else", in: try await shelf.conversation())
        #expect(try await shelf.found(words).isEmpty)
    }

    @Test(arguments: [
        ("uber", "Über"), ("Über", "uber"), ("ANGSTROM", "ångström"), ("naive", "naïve"), ("naïve", "naive"),
        ("привет", "ПРИВЕТ"),
        ("tieng viet", "tiếng Việt"), ("caf", "café"), ("cafe\u{301}", "café"),
    ])
    func marksAndCaseMakeNoDifference(typed: String, written: String) async throws {
        let shelf = try await Shelf()
        let talk = try await shelf.talk("about \(written) now", "else", in: try await shelf.conversation())
        #expect(try await shelf.found(typed) == [talk.user.id])
    }

    @Test(arguments: [
        "alpha – beta", "“alpha” beta", "alpha… beta", "alpha 😀 beta", "«alpha», beta!", "alpha。beta", "don’t alpha",
        "don't alpha",
    ])
    func signsOfEveryScriptOnlyDivideWords(words: String) async throws {
        let shelf = try await Shelf()
        let talk = try await shelf.talk("don't say alpha beta", "else", in: try await shelf.conversation())
        #expect(try await shelf.found(words) == [talk.user.id])
    }

    /// Everything that has a meaning in FTS5 or SQL, in any order, is only words and what stands between them.
    @Test(arguments: 0..<20)
    func noSignHasAMeaning(seed: Int) async throws {
        var random = SeededGenerator(seed)
        let shelf = try await Shelf()
        let words = ["alpha", "beta", "AND", "OR", "NOT", "NEAR", "content", "messageText", "NULL", "rank", "2", "x_y"]
        let signs = [
            "\"", "'", "*", "^", "(", ")", ":", "{", "}", "+", "-", ",", ";", "--", "/*", "\\", "\u{1}", "\u{1A}",
            "\u{7F}", "\u{0}", "?", "%", "\"\"",
            "^*", "NEAR(", "content:", "- content :", "{content} :", " ", "\n",
        ]
        let talk = try await shelf.talk(words.joined(separator: " "), "else", in: try await shelf.conversation())
        for _ in 0..<40 {
            var typed = ""
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                typed += signs.randomElement(using: &random) ?? ""
                typed += " " + (words.randomElement(using: &random) ?? "") + " "
                typed += signs.randomElement(using: &random) ?? ""
            }
            #expect(try await shelf.found(typed) == [talk.user.id], "typed: \(typed.debugDescription)")
        }
    }

    @Test func aSnippetMarksWhatWasFound() async throws {
        let shelf = try await Shelf()
        let long =
            String(repeating: "before ", count: 50) + "the Import stalls, import again"
            + String(repeating: " after", count: 50)
        try await shelf.talk(long, "else", in: try await shelf.conversation())
        let hit = try #require(
            try await shelf.database.search("import", for: shelf.ada.id, after: nil, limit: 5).hits.first)
        #expect(hit.snippet.filter(\.isMatch).map(\.text) == ["Import", "import"])
        let text = hit.snippet.map(\.text).joined()
        #expect(text.contains("the Import stalls, import again"))
        #expect(text.hasPrefix("…") && text.hasSuffix("…"))
        #expect(!text.contains("\u{1}") && !text.contains("\u{2}"))
        #expect(hit.title.hasPrefix("before before"))
    }

    @Test func aTextWithMarkersOfItsOwnKeepsItsWords() async throws {
        let shelf = try await Shelf()
        try await shelf.talk("a\u{2}b \u{1}import\u{2} c\u{1}d", "else", in: try await shelf.conversation())
        let hit = try #require(
            try await shelf.database.search("import", for: shelf.ada.id, after: nil, limit: 5).hits.first)
        let text = hit.snippet.map(\.text).joined()
        for word in ["a", "b", "import", "c", "d"] { #expect(text.contains(word)) }
    }

    @Test(arguments: [1, 2, 3, 10])
    func pagesOfHitsAreAllHits(limit: Int) async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        for turn in 0..<5 { try await shelf.talk("needle \(turn)", "needle too", in: conversation) }
        var seen: [Message.ID] = []
        var cursor: Int64?
        repeat {
            let page = try await shelf.database.search("needle", for: shelf.ada.id, after: cursor, limit: limit)
            #expect(page.hits.count <= limit)
            seen += page.hits.map(\.messageID)
            cursor = page.next
        } while cursor != nil
        #expect(seen == (try await shelf.page(conversation).messages.map(\.id).reversed()))
    }

    @Test func whatIsNotMineIsNeverFound() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        let bobs = try await shelf.conversation(of: bob)
        let talk = try await shelf.talk("secret plan", "secret answer", in: bobs)
        #expect(try await shelf.found("secret").isEmpty)
        #expect(try await shelf.found("secret", by: bob) == [talk.answer.id, talk.user.id])
        _ = try await shelf.database.trash(bobs.id, for: bob.id, now: .now)
        #expect(try await shelf.found("secret", by: bob).isEmpty)
    }

    /// Its row holds the beginning from the start, so its text changes from something to something longer.
    @Test func aContinuedAnswerIsFoundByAllOfItsWords() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let first = try await shelf.database.post(shelf.posting("Tell", in: conversation))
        try await shelf.finish(first.assistant, "Once upon", .stopped)
        let second = try await shelf.database.reply(shelf.replying(to: first.user, continues: first.assistant.id))
        try await shelf.finish(second.assistant, "Once upon a time")
        #expect(try await shelf.found("upon") == [second.assistant.id, first.assistant.id])
        #expect(try await shelf.found("time") == [second.assistant.id])
        try await expectSoundIndex(of: shelf)
    }

    @Test func theIndexFollowsEveryChange() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await shelf.database.post(shelf.posting("question", in: conversation))
        #expect(try await shelf.found("first").isEmpty)
        try await shelf.finish(posted.assistant, "first words")
        #expect(try await shelf.found("first") == [posted.assistant.id])
        try await shelf.finish(posted.assistant, "second words")
        #expect(try await shelf.found("first").isEmpty)
        #expect(try await shelf.found("second") == [posted.assistant.id])
        try await shelf.finish(posted.assistant, "")
        #expect(try await shelf.found("words").isEmpty)
        try await shelf.finish(posted.assistant, "third")
        // Given rows that go, as a purge of the trash will one day make them go.
        let other = try await shelf.conversation()
        try await shelf.talk("gone", "gone too", in: other)
        try await shelf.database.poke("UPDATE conversation SET leafId = NULL WHERE id = '\(other.id)'")
        try await shelf.database.poke("DELETE FROM message WHERE conversationId = '\(other.id)' AND role = 'assistant'")
        try await shelf.database.poke("DELETE FROM conversation WHERE id = '\(other.id)'")
        #expect(try await shelf.database.peek("SELECT count(*) FROM message") == ["2"])
        #expect(try await shelf.found("gone").isEmpty)
        try await expectSoundIndex(of: shelf)
    }

    private func expectSoundIndex(of shelf: Shelf) async throws {
        #expect(try await shelf.database.integrityFindings() == [])
        await #expect(throws: Never.self, "FTS5 compares its index with the texts") {
            try await shelf.database.poke("INSERT INTO messageText (messageText, rank) VALUES ('integrity-check', 1)")
        }
    }

    @Test func anIndexThatLostAMessageIsFound() async throws {
        let shelf = try await Shelf()
        try await shelf.talk("question", "answer", in: try await shelf.conversation())
        try await shelf.database.poke("INSERT INTO messageText (messageText) VALUES ('delete-all')")
        #expect(try await shelf.database.integrityFindings().contains("2 messages are missing from the search index"))
    }
}
