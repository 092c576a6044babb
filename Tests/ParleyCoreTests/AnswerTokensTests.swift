import ParleyCore
import Testing

struct AnswerTokensTests {
    private func tokens(_ prompt: Int?, _ completion: Int?, _ estimates: (Int, Int), failed: Bool = false)
        -> AnswerTokens?
    {
        AnswerTokens(
            told: prompt == nil && completion == nil ? nil : Usage(promptTokens: prompt, completionTokens: completion),
            promptEstimate: estimates.0, completionEstimate: estimates.1, hasFailed: failed)
    }

    @Test func whatTheProviderCountsIsBelieved() throws {
        let tokens = try #require(tokens(10, 5, (99, 99)))
        #expect(tokens.prompt == 10 && tokens.completion == 5 && tokens.estimated == 0 && tokens.sum == 15)
    }

    @Test func whatItDoesNotCountIsEstimated() throws {
        let none = try #require(tokens(nil, nil, (90, 9)))
        #expect(none.prompt == 90 && none.completion == 9 && none.estimated == 99)
        let half = try #require(tokens(10, nil, (90, 9)))
        #expect(half.prompt == 10 && half.completion == 9 && half.estimated == 9)
    }

    @Test func whatFailedBeforeItsFirstTokenCountsNothing() {
        #expect(tokens(nil, nil, (90, 0), failed: true) == nil)
        #expect(tokens(0, 0, (90, 0), failed: true) == nil)
        #expect(tokens(nil, nil, (90, 1), failed: true)?.sum == 91)
        #expect(tokens(90, 0, (0, 0), failed: true)?.sum == 90)
        #expect(tokens(nil, nil, (90, 0))?.sum == 90, "it was stopped, but its prompt was sent")
        #expect(tokens(nil, nil, (0, 0)) == nil, "nothing was sent")
    }

    @Test func aFaultyProviderBreaksNoSum() throws {
        let tokens = try #require(tokens(.max, .max, (0, 0)))
        #expect(tokens.sum == 2_000_000_000_000)
        #expect(self.tokens(-5, 3, (0, 0))?.prompt == 0)
    }

    @Test func aBodyIsWeighedByItsText() {
        let words = String(repeating: "The quick brown fox jumps over the lazy dog. ", count: 50)
        let plain = TokenEstimate.tokens(in: words)
        let body = TokenEstimate.tokens(inJSON: Array(#"{"messages":[{"role":"user","content":"\#(words)"}]}"#.utf8))
        #expect((plain...plain + 30).contains(body))
    }

    @Test func escapedCharactersWeighAsOneEach() {
        let escaped = String(repeating: "\\u4e16", count: 1_000)
        #expect((900...1_100).contains(TokenEstimate.tokens(inJSON: escaped.utf8)))
        let backslashes = String(repeating: "\\\\u4e16 ", count: 100)
        #expect(TokenEstimate.tokens(inJSON: backslashes.utf8) > 250, "an escaped backslash escapes nothing")
    }

    @Test func aPictureIsNotWeighedAsText() {
        let picture = String(repeating: "iVBORw0KGgo", count: 100_000)
        let tokens = TokenEstimate.tokens(inJSON: #"{"url":"data:image/png;base64,\#(picture)"}"#.utf8)
        #expect((1_000...1_100).contains(tokens))
        let chinese = String(repeating: "世界", count: 5_000)
        #expect(TokenEstimate.tokens(inJSON: chinese.utf8) > 5_000)
    }
}
