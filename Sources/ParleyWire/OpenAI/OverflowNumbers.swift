import ParleyCore

/// Reads the numbers out of the sentences in which providers say that a request is too long.
enum OverflowNumbers {
    static func find(in message: String) -> ContextOverflow? {
        let words = String(message.prefix(2_000)).lowercased()
        var found = ContextOverflow()
        found.window = window(in: words)
        found.promptTokens = promptTokens(in: words)
        if let match = words.firstMatch(of: /at most ([0-9,]+) (?:completion|output) tokens/) {
            found.outputLimit = number(match.1)
        }
        found.isOutputTooLong =
            found.outputLimit != nil || words.contains(/max_(?:completion_|new_)?tokens'?[^.]{0,60}too large/)
        return found == ContextOverflow() ? nil : found
    }

    private static func window(in words: String) -> Int? {
        // Anthropic: "prompt is too long: 210000 tokens > 200000 maximum"
        if let match = words.firstMatch(of: /[0-9,]+ tokens? > ([0-9,]+)/) { return number(match.1) }
        // Gemini: "exceeds the maximum number of tokens allowed (1048576)"
        if let match = words.firstMatch(of: /maximum number of tokens allowed \(?([0-9,]+)/) { return number(match.1) }
        // OpenAI, vLLM, DeepSeek, Mistral, OpenRouter: "maximum context length is 8192 tokens"
        if let match = words.firstMatch(of: /maximum context length[^0-9.]{0,20}([0-9,]+)/) { return number(match.1) }
        // xAI: "maximum prompt length is 131072"; Moonshot: "model token limit: 262144"
        if let match = words.firstMatch(of: /(?:maximum prompt length|model token limit)[^0-9.]{0,10}([0-9,]+)/) {
            return number(match.1)
        }
        // Together: "`inputs` tokens + `max_new_tokens` must be <= 8193"
        if let match = words.firstMatch(of: /must be <= ?([0-9,]+)/) { return number(match.1) }
        // llama.cpp and others: "context size (4096 tokens)", "n_ctx = 4096"
        if let match = words.firstMatch(
            of: /(?:context (?:length|size|window)|n_ctx|max_model_len)[^0-9.]{0,30}([0-9,]+)/)
        {
            return number(match.1)
        }
        return nil
    }

    private static func promptTokens(in words: String) -> Int? {
        if let match = words.firstMatch(of: /([0-9,]+) tokens? > [0-9,]+/) { return number(match.1) }
        if let match = words.firstMatch(of: /request contains ([0-9,]+) tokens/) { return number(match.1) }
        if let match = words.firstMatch(of: /\(requested: ([0-9,]+)\)/) { return number(match.1) }
        if let match = words.firstMatch(of: /given: ([0-9,]+) `inputs` tokens/) { return number(match.1) }
        if let match = words.firstMatch(of: /input token count \(?([0-9,]+)/) { return number(match.1) }
        if let match = words.firstMatch(of: /([0-9,]+) (?:tokens )?in the (?:messages|prompt)/) {
            return number(match.1)
        }
        if let match = words.firstMatch(
            of:
                /(?:resulted in|your request has|prompt (?:contains|has)|request) \(?(?:at least )?([0-9,]+) (?:input )?tokens/
        ) {
            return number(match.1)
        }
        return nil
    }

    private static func number(_ digits: Substring) -> Int? {
        Int(digits.filter { $0 != "," }).flatMap { $0 > 0 ? $0 : nil }
    }
}
