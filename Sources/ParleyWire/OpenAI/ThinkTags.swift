import ParleyCore

/// Takes the thoughts out of an answer that begins with `<think>`, as reasoning models write them when their server
/// does not part the two. Only at the beginning: further on, the word is something that the answer says.
struct ThinkTags: Sendable {
    private enum Place {
        case beginning, thinking, content
    }

    private static let opening = "<think>"
    private static let closing = "</think>"

    private var place = Place.beginning
    /// What may be the beginning of a tag.
    private var held = ""
    /// A tag stands on a line of its own; what comes next begins with its text.
    private var isAfterTag = false

    /// Parts a piece of content. The beginning of a tag stays until its end has come, or the answer's.
    mutating func part(_ text: String, isLast: Bool) -> [ReplyPart] {
        var parts: [ReplyPart] = []
        if place == .content {
            give(text, ReplyPart.text, into: &parts)
            return parts
        }
        held += text
        if place == .beginning { open(into: &parts, isLast: isLast) }
        if place == .thinking { close(into: &parts, isLast: isLast) }
        return parts
    }

    private mutating func open(into parts: inout [ReplyPart], isLast: Bool) {
        let words = held.drop(while: \.isWhitespace)
        if words.hasPrefix(Self.opening) {
            held = String(words.dropFirst(Self.opening.count))
            place = .thinking
            isAfterTag = true
        } else if isLast || !Self.opening.hasPrefix(words) {
            place = .content
            give(held, ReplyPart.text, into: &parts)
            held = ""
        }
    }

    private mutating func close(into parts: inout [ReplyPart], isLast: Bool) {
        if let tag = held.firstRange(of: Self.closing) {
            give(String(held[..<tag.lowerBound]), ReplyPart.reasoning, into: &parts)
            place = .content
            isAfterTag = true
            give(String(held[tag.upperBound...]), ReplyPart.text, into: &parts)
            held = ""
            return
        }
        let kept = isLast ? 0 : Self.closing.count - 1
        let tail = held.suffix(kept)
        let start = tail.firstIndex { $0 == "<" } ?? tail.endIndex
        give(String(held[..<start]), ReplyPart.reasoning, into: &parts)
        held = String(held[start...])
    }

    private mutating func give(_ text: String, _ kind: (String) -> ReplyPart, into parts: inout [ReplyPart]) {
        let words = isAfterTag ? String(text.drop(while: \.isNewline)) : text
        guard !words.isEmpty else { return }
        isAfterTag = false
        parts.append(kind(words))
    }
}
