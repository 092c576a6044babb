import ParleyCore
import ParleyTestSupport
import Testing

struct TokenEstimateTests {
    @Test func itIsNeverUnderAQuarterOfTheBytes() {
        for seed in 0..<200 {
            var random = SeededGenerator(seed)
            let text = random.text(signs: Int.random(in: 0...400, using: &random))
            #expect(TokenEstimate.tokens(in: text) * 4 >= text.utf8.count)
        }
    }

    @Test func aLongerTextIsNeverCheaper() {
        var random = SeededGenerator(1)
        var text = ""
        var last = 0
        for _ in 0..<500 {
            text += random.text(signs: 1)
            let now = TokenEstimate.tokens(in: text)
            #expect(now >= last)
            last = now
        }
    }

    @Test(arguments: [
        ("", 0), ("abcd", 1), ("abcde", 2), ("Привет мир", 5), ("你好世界", 5), ("안녕하세요", 6), ("😀😀", 5), ("12345678", 8),
        ("{\"a\":[1]}", 5),
    ])
    func everyScriptHasItsWeight(text: String, atLeast: Int) {
        let tokens = TokenEstimate.tokens(in: text)
        #expect(tokens >= atLeast)
        #expect(tokens <= atLeast * 2 + 1)
    }

    @Test func aMessageCostsMoreThanItsText() {
        let message = PromptMessage(role: .user, content: "abcd")
        #expect(TokenEstimate.tokens(of: message) == 1 + TokenEstimate.tokensPerMessage)
    }
}
