/// A key of at most 24 bytes, packed so that telling keys apart builds no string. Longer ones equal nothing we know.
struct JSONKey: Equatable {
    private let count: Int
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0

    init(_ json: Span<UInt8>, _ range: Range<Int>) {
        count = range.count
        guard count <= 24 else { return }
        first = json.word(range.prefix(8))
        if count > 8 { second = json.word(range.dropFirst(8).prefix(8)) }
        if count > 16 { third = json.word(range.dropFirst(16)) }
    }

    private init(_ name: String) {
        let bytes = Array(name.utf8)
        self.init(bytes.span, 0..<bytes.count)
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
    static let finishReasonInOtherCase = JSONKey("finishReason")
    static let groq = JSONKey("x_groq")
    static let inputTokens = JSONKey("input_tokens")
    static let message = JSONKey("message")
    static let object = JSONKey("object")
    static let outputTokens = JSONKey("output_tokens")
    static let promptTokens = JSONKey("prompt_tokens")
    static let reasoning = JSONKey("reasoning")
    static let reasoningContent = JSONKey("reasoning_content")
    static let reasoningDetails = JSONKey("reasoning_details")
    static let refusal = JSONKey("refusal")
    static let role = JSONKey("role")
    static let summary = JSONKey("summary")
    static let text = JSONKey("text")
    static let thinking = JSONKey("thinking")
    static let usage = JSONKey("usage")
}
