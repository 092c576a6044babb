import ParleyCore

/// Reads what is wanted of one chunk of a completion, or of a whole one, in the dialects that providers speak.
///
/// Whatever is not known is passed over, and so is a known key with a value of another type.
struct CompletionChunk {
    var finishReason: String?
    var usage: Usage?
    /// It may carry an error: worth a second, slower look.
    var hasError = false
    /// It brought something of the answer, and is not one of the empty chunks that only keep the line open.
    var isProgress = false

    /// It was a `delta`: what is new, not the whole.
    var hasDelta = false

    private var cursor = JSONCursor()
    private var hasReasoning = false
    private var isRepeated = false

    /// Reads the chunk and puts its text where the answer's text is gathered.
    /// - Parameter afterDeltas: The answer came in deltas so far, so a whole message only repeats them.
    static func read(
        _ json: Span<UInt8>, afterDeltas: Bool = false, into parts: inout AnswerParts
    ) throws(JSONCursor.Fault) -> CompletionChunk {
        var chunk = CompletionChunk()
        chunk.isRepeated = afterDeltas
        try chunk.readTop(json, &parts)
        try chunk.cursor.end(in: json)
        return chunk
    }

    private mutating func readTop(_ json: Span<UInt8>, _ parts: inout AnswerParts) throws(JSONCursor.Fault) {
        // Gemini's endpoint puts its errors into an array.
        hasError = try cursor.kind(in: json) == .array
        guard try open(.object, json) else { return }
        var hasChoices = false
        var hasMessage = false
        while let key = try cursor.nextKey(in: json) {
            switch key {
            case .choices:
                hasChoices = true
                try readChoices(json, &parts)
            case .usage: try readUsage(json)
            case .groq: try readGroq(json)
            case .error: hasError = try skipIsSomething(json) || hasError
            case .detail, .message: hasMessage = try skipIsSomething(json) || hasMessage
            default: try cursor.skip(in: json)
            }
        }
        if !hasChoices, hasMessage { hasError = true }
    }

    /// Only the first choice is read: more than one is never asked for.
    private mutating func readChoices(_ json: Span<UInt8>, _ parts: inout AnswerParts) throws(JSONCursor.Fault) {
        guard try open(.array, json) else { return }
        var isFirst = true
        while try cursor.nextElement(in: json) {
            if isFirst { try readChoice(json, &parts) } else { try cursor.skip(in: json) }
            isFirst = false
        }
    }

    private mutating func readChoice(_ json: Span<UInt8>, _ parts: inout AnswerParts) throws(JSONCursor.Fault) {
        guard try open(.object, json) else { return }
        // Beside a delta, Together's `text` and Perplexity's `message` say the same once more, and either may stand
        // first.
        var whole: JSONCursor?
        while let key = try cursor.nextKey(in: json) {
            switch key {
            case .delta:
                hasDelta = try cursor.kind(in: json) == .object || hasDelta
                try readDelta(json, &parts)
            case .message, .text:
                _ = try cursor.kind(in: json)
                whole = whole ?? cursor
                try cursor.skip(in: json)
            case .finishReason, .finishReasonInOtherCase:
                if let word = try cursor.text(in: json), !word.isEmpty { finishReason = word }
            case .usage: try readUsage(json)
            case .error: hasError = try skipIsSomething(json) || hasError
            default: try cursor.skip(in: json)
            }
        }
        if let whole, !hasDelta { try readWhole(at: whole, json, &parts) }
    }

    /// The text of a completion that is no chat, or a whole message.
    private mutating func readWhole(
        at whole: JSONCursor, _ json: Span<UInt8>, _ parts: inout AnswerParts
    ) throws(JSONCursor.Fault) {
        guard !isRepeated else { return isProgress = true }
        let end = cursor
        cursor = whole
        if try cursor.kind(in: json) == .string {
            try readText(.content, json, &parts)
        } else {
            try readDelta(json, &parts)
        }
        cursor = end
    }

    private mutating func readDelta(_ json: Span<UInt8>, _ parts: inout AnswerParts) throws(JSONCursor.Fault) {
        guard try open(.object, json) else { return }
        hasReasoning = false
        while let key = try cursor.nextKey(in: json) {
            switch key {
            case .content: try readContent(.content, json, &parts)
            case .refusal: try readText(.content, json, &parts)
            case .reasoning, .reasoningContent, .reasoningDetails: try readReasoning(json, &parts)
            case .role: try cursor.skip(in: json)
            default: isProgress = try skipIsSomething(json) || isProgress
            }
        }
    }

    /// Some providers send the same thought under two or three names.
    private mutating func readReasoning(_ json: Span<UInt8>, _ parts: inout AnswerParts) throws(JSONCursor.Fault) {
        guard !hasReasoning else { return try cursor.skip(in: json) }
        let progress = isProgress
        isProgress = false
        try readContent(.reasoning, json, &parts)
        hasReasoning = isProgress
        isProgress = isProgress || progress
    }
}

// MARK: Text

extension CompletionChunk {
    /// Content is a string, or an array of parts: strings, `{"text": …}`, Mistral's `{"thinking": […]}` and
    /// OpenRouter's `{"summary": …}`.
    private mutating func readContent(
        _ kind: AnswerParts.Kind, _ json: Span<UInt8>, _ parts: inout AnswerParts
    ) throws(JSONCursor.Fault) {
        switch try cursor.kind(in: json) {
        case .string: try readText(kind, json, &parts)
        case .array:
            try cursor.open()
            while try cursor.nextElement(in: json) { try readContent(kind, json, &parts) }
        case .object:
            try cursor.open()
            while let key = try cursor.nextKey(in: json) {
                switch key {
                case .text, .summary: try readText(kind, json, &parts)
                case .thinking: try readContent(.reasoning, json, &parts)
                default: try cursor.skip(in: json)
                }
            }
        case .number, .literal: try cursor.skip(in: json)
        }
    }

    /// True where there was text.
    @discardableResult
    private mutating func readText(
        _ kind: AnswerParts.Kind, _ json: Span<UInt8>, _ parts: inout AnswerParts
    ) throws(JSONCursor.Fault) -> Bool {
        guard try cursor.kind(in: json) == .string else {
            try cursor.skip(in: json)
            return false
        }
        let range = try cursor.rawString(in: json)
        guard !range.isEmpty else { return false }
        try parts.append(kind, json, range)
        isProgress = true
        return true
    }
}

// MARK: What stands beside the text

extension CompletionChunk {
    private mutating func readUsage(_ json: Span<UInt8>) throws(JSONCursor.Fault) {
        guard try open(.object, json) else { return }
        var read = Usage(promptTokens: nil, completionTokens: nil)
        while let key = try cursor.nextKey(in: json) {
            switch key {
            case .promptTokens, .inputTokens: read.promptTokens = try count(json) ?? read.promptTokens
            case .completionTokens, .outputTokens: read.completionTokens = try count(json) ?? read.completionTokens
            default: try cursor.skip(in: json)
            }
        }
        if read.promptTokens != nil || read.completionTokens != nil { usage = read }
    }

    /// Groq's own place for the usage.
    private mutating func readGroq(_ json: Span<UInt8>) throws(JSONCursor.Fault) {
        guard try open(.object, json) else { return }
        while let key = try cursor.nextKey(in: json) {
            switch key {
            case .usage: try readUsage(json)
            case .error: hasError = try skipIsSomething(json) || hasError
            default: try cursor.skip(in: json)
            }
        }
    }

    private mutating func count(_ json: Span<UInt8>) throws(JSONCursor.Fault) -> Int? {
        guard try cursor.kind(in: json) == .number else {
            try cursor.skip(in: json)
            return nil
        }
        return json.wholeNumber(try cursor.number(in: json))
    }

    private mutating func open(_ kind: JSONCursor.Kind, _ json: Span<UInt8>) throws(JSONCursor.Fault) -> Bool {
        guard try cursor.kind(in: json) == kind else {
            try cursor.skip(in: json)
            return false
        }
        try cursor.open()
        return true
    }

    /// Passes over a value; false where it says nothing: null, false, "", [] and {}.
    private mutating func skipIsSomething(_ json: Span<UInt8>) throws(JSONCursor.Fault) -> Bool {
        let kind = try cursor.kind(in: json)
        let start = cursor.at
        if kind == .literal { return try cursor.literal(in: json) == true }
        try cursor.skip(in: json)
        return kind == .number || cursor.at - start > 2
    }
}
