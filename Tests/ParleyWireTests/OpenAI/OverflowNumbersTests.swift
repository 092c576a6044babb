import ParleyCore
import Testing

@testable import ParleyWire

/// Sentences as they stand in the providers' documentation and in threads about them.
struct OverflowNumbersTests {
    private static let sentences: [(words: String, window: Int?, prompt: Int?)] = [
        (
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 9011 tokens. "
                + "Please reduce the length of the messages.", 8_192, 9_011
        ),
        (
            "This model's maximum context length is 4097 tokens. However, you requested 5012 tokens (4012 in the "
                + "messages, 1000 in the completion). Please reduce the length of the messages or completion.", 4_097,
            4_012
        ),
        ("prompt is too long: 210000 tokens > 200000 maximum", 200_000, 210_000),
        (
            "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", 1_048_576,
            1_200_000
        ),
        (
            "This endpoint's maximum context length is 128,000 tokens. However, you requested about 150,001 tokens",
            128_000, nil
        ),
        ("`inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens", 8_193, 9_000),
        ("request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it", 4_096, 5_000),
        ("Prompt contains 40001 tokens, too large for model with 32768 maximum context length", nil, 40_001),
        ("Please reduce the length of the messages or completion.", nil, nil),
        ("", nil, nil),
    ]

    @Test(arguments: sentences.indices)
    func theNumbersAreFound(index: Int) {
        let (words, window, prompt) = Self.sentences[index]
        let found = OverflowNumbers.find(in: words)
        #expect(found?.window == window && found?.promptTokens == prompt, "\(words)")
    }

    @Test func theLimitOfAnAnswerIsToldApart() {
        let openAI = "max_tokens is too large: 200000. This model supports at most 16384 completion tokens"
        #expect(OverflowNumbers.find(in: openAI)?.outputLimit == 16_384)
        #expect(OverflowNumbers.find(in: openAI)?.isOutputTooLong == true)
        let vLLM =
            "'max_tokens' or 'max_completion_tokens' is too large: 5000. This model's maximum context length is 4096 "
            + "tokens and your request has 100 input tokens (5000 > 4096 - 100)."
        let found = OverflowNumbers.find(in: vLLM)
        #expect(found?.isOutputTooLong == true && found?.window == 4_096 && found?.promptTokens == 100)
    }

    @Test func llamaCppTellsInFields() {
        let body =
            #"{"error":{"code":400,"message":"the request exceeds the available context size","#
            + #""type":"exceed_context_size_error","n_prompt_tokens":1234,"n_ctx":512}}"#
        let failure = ReplyFailure(status: 400, body: Array(body.utf8).span, provider: "p")
        #expect(failure.code == .contextLength)
        #expect(failure.overflow?.window == 512 && failure.overflow?.promptTokens == 1_234)
    }

    /// Providers say many things; none may cost more than a moment.
    @Test func longWordsAreReadOnlyInPart() {
        let words = String(repeating: "maximum context length is ", count: 100_000)
        #expect(ContinuousClock().measure { _ = OverflowNumbers.find(in: words) } < .seconds(2))
    }
}
