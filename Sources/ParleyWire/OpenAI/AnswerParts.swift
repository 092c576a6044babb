import ParleyCore

/// The text of an answer between two hand-overs: neighbours of one kind become one part.
struct AnswerParts: Sendable {
    enum Kind {
        case content, reasoning
    }

    private var parts: [ReplyPart] = []
    private var run = TextRun()
    private var kind = Kind.content
    private var tags = ThinkTags()

    /// Takes what stands between the quotes of a JSON string.
    mutating func append(_ kind: Kind, _ json: Span<UInt8>, _ range: Range<Int>) throws(JSONCursor.Fault) {
        if kind != self.kind {
            closeRun(isLast: true)
            self.kind = kind
        }
        try run.append(escaped: json, range)
    }

    mutating func append(_ part: ReplyPart) {
        closeRun(isLast: true)
        parts.append(part)
    }

    /// Hands over what there is. A character that is not whole stays, unless it is the last time.
    mutating func take(isLast: Bool) -> [ReplyPart] {
        closeRun(isLast: isLast)
        if isLast { parts += tags.part("", isLast: true) }
        var taken: [ReplyPart] = []
        swap(&taken, &parts)
        return taken
    }

    private mutating func closeRun(isLast: Bool) {
        guard !run.isEmpty else { return }
        let text = run.take(isLast: isLast)
        guard !text.isEmpty else { return }
        if kind == .content { parts += tags.part(text, isLast: false) } else { parts.append(.reasoning(text)) }
    }
}
