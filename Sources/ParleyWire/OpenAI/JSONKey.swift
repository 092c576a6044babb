/// A key of at most 24 bytes, packed so that telling keys apart builds no string. Longer ones equal nothing we know.
struct JSONKey: Equatable {
    private var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    private let count: Int

    init(_ json: Span<UInt8>, _ range: Range<Int>) {
        count = range.count
        guard count <= 24 else { return }
        for index in range { push(json[index]) }
    }

    private init(_ name: StaticString) {
        count = name.utf8CodeUnitCount
        "\(name)".utf8.forEach { push($0) }
    }

    private mutating func push(_ byte: UInt8) {
        words.0 = words.0 << 8 | words.1 >> 56
        words.1 = words.1 << 8 | words.2 >> 56
        words.2 = words.2 << 8 | UInt64(byte)
    }

    static func == (left: JSONKey, right: JSONKey) -> Bool {
        left.count == right.count && left.words == right.words
    }
}

extension JSONKey {
    static let choices = JSONKey("choices")
    static let completionTokens = JSONKey("completion_tokens")
    static let content = JSONKey("content")
    static let delta = JSONKey("delta")
    static let detail = JSONKey("detail")
    static let error = JSONKey("error")
    static let finishReason = JSONKey("finish_reason")
    static let groq = JSONKey("x_groq")
    static let inputTokens = JSONKey("input_tokens")
    static let message = JSONKey("message")
    static let object = JSONKey("object")
    static let outputTokens = JSONKey("output_tokens")
    static let promptTokens = JSONKey("prompt_tokens")
    static let reasoning = JSONKey("reasoning")
    static let reasoningContent = JSONKey("reasoning_content")
    static let refusal = JSONKey("refusal")
    static let role = JSONKey("role")
    static let text = JSONKey("text")
    static let thinking = JSONKey("thinking")
    static let usage = JSONKey("usage")
}
