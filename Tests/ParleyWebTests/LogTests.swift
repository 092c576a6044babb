import Testing

@testable import parley

@Suite("Log lines")
struct LogTests {
    @Test func aValueCannotBreakItsLineOrReachATerminal() {
        #expect(LineLog.quoted("plain-value_1") == "plain-value_1")
        #expect(LineLog.quoted("two words") == "\"two words\"")
        #expect(LineLog.quoted("a\nb\u{1B}[31m\u{202E}") == "\"a\\u{a}b\\u{1b}[31m\\u{202e}\"")
        #expect(LineLog.quoted("say \"x\"") == "\"say \\\"x\\\"\"")
        #expect(LineLog.quoted("") == "\"\"")
    }

    @Test func theDemoSaysTheSameInWordsAsInWhole() {
        let text = DemoAnswer.text(for: "hello\nworld")
        #expect(DemoAnswer.words(of: text).joined() == text)
        #expect(text.contains("OPENAI_BASE_URL") && text.contains("```") && text.contains("|---|"))
    }
}
