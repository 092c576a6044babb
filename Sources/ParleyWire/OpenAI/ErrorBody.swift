/// What a provider said when it refused, in whichever of the known shapes it said it.
struct ErrorBody: Equatable, Sendable {
    /// The provider's own words, where it had any.
    var message: String?
    /// Its machine-readable words: `code`, `type`, `status`.
    var labels: [String] = []
    /// An HTTP status that was told inside the body.
    var status: Int?
    /// llama.cpp's own fields for a prompt that is too long.
    var window: Int?
    var promptTokens: Int?

    init(text: String? = nil) {
        message = text
    }

    /// Reads a body of any kind; JSON without a known shape and other text are taken as words.
    init(_ body: Span<UInt8>) {
        if let value = try? JSONValue(body) {
            self = Self.find(in: value) ?? ErrorBody()
        } else {
            message = PlainHint.text(of: String(body, 0..<body.count))
        }
    }

    /// Nil where the value tells of no error.
    static func find(in value: JSONValue) -> ErrorBody? {
        switch value {
        case .string(let text): text.isEmpty ? nil : ErrorBody(text: text)
        // Gemini's endpoint wraps its error in an array.
        case .array(let elements): elements.lazy.compactMap(find(in:)).first
        case .object: find(inObject: value)
        default: nil
        }
    }

    /// `{"error": …}` in an answer or in its first choice, `{"detail": …}`, `{"message": …}`.
    private static func find(inObject object: JSONValue) -> ErrorBody? {
        var body = ErrorBody(text: words(in: object))
        if let nested = object["error"] ?? object["choices"]?.array?.first?["error"] ?? object["x_groq"]?["error"] {
            guard let inner = find(in: nested) else { return nil }
            body = inner
        }
        for key in ["code", "type", "type_", "status", "object"] {
            if let label = object[key]?.string, !label.isEmpty { body.labels.append(label) }
        }
        body.status = body.status ?? status(in: object)
        body.window = body.window ?? object["n_ctx"]?.wholeNumber
        body.promptTokens = body.promptTokens ?? object["n_prompt_tokens"]?.wholeNumber
        return body
    }

    private static func words(in object: JSONValue) -> String? {
        for key in ["message", "detail", "msg", "error_description", "error_msg"] {
            guard let value = object[key] else { continue }
            if let text = value.string { return text }
            if let inner = find(in: value)?.message { return inner }
        }
        return object["metadata"]?["raw"]?.string
    }

    private static func status(in object: JSONValue) -> Int? {
        for key in ["code", "status", "status_code", "statusCode"] {
            if let number = object[key]?.wholeNumber, (400..<600).contains(number) { return number }
        }
        return nil
    }
}
