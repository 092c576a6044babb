import ParleyCore
import Testing

struct TitleTests {
    @Test(arguments: [
        ("Why does the import stall?", "Why does the import stall?"),
        ("  two\n\tlines  here ", "two lines here"),
        ("", "…"), (" \n ", "…"),
        (
            "one two three four five six seven eight nine ten eleven twelve",
            "one two three four five six seven eight nine ten eleven…"
        ),
        ("中文没有空格", "中文没有空格"),
    ])
    func aConversationIsCalledByItsFirstWords(content: String, title: String) {
        #expect(Conversation.title(fromWordsOf: content) == title)
    }

    @Test func aWordThatIsTooLongIsCut() {
        let title = Conversation.title(fromWordsOf: String(repeating: "x", count: 5_000))
        #expect(title == String(repeating: "x", count: 60))
    }

    @Test func aVeryLongMessageCostsNothing() {
        let content = String(repeating: "word ", count: 200_000)
        let time = ContinuousClock().measure { _ = Conversation.title(fromWordsOf: content) }
        #expect(time < .milliseconds(200))
    }

    /// The database counts code points, people see characters: a family is one character of seven code points.
    @Test(arguments: ["family", "flag", "pile"])
    func aTitleFitsItsColumnWhateverItsSigns(name: String) throws {
        let signs = ["family": "👩‍👩‍👧‍👦", "flag": "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "pile": "e" + String(repeating: "\u{301}", count: 300)]
        let sign = try #require(signs[name])
        let content = String(repeating: sign, count: 300)
        let words = Conversation.title(fromWordsOf: content)
        #expect((1...200).contains(words.unicodeScalars.count))
        if let tidy = Conversation.tidyTitle(content) { #expect((1...200).contains(tidy.unicodeScalars.count)) }
    }

    /// SQLite's `length` ends at U+0000, and a page shows no control signs.
    @Test func controlSignsAreNoPartOfATitle() {
        #expect(Conversation.title(fromWordsOf: "\u{0}\u{1B}hello \u{7}world") == "hello world")
        #expect(Conversation.tidyTitle("\u{0}hello\u{1B} world") == "hello world")
    }

    @Test(arguments: [
        ("  Import\nnotes ", "Import notes"), ("a\u{202F}b", "a b"), ("\t\n ", nil), ("", nil), ("\u{0}\u{1}", nil),
    ])
    func aPersonsTitleIsTidied(text: String, title: String?) {
        #expect(Conversation.tidyTitle(text) == title)
    }

    @Test func aPersonsTitleHasAtMostTwoHundredSigns() {
        #expect(Conversation.tidyTitle(String(repeating: "ab ", count: 300))?.count == 200)
    }
}
