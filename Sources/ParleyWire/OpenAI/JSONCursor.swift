/// A walk over the bytes of one JSON text (RFC 8259), without building what nobody asked for.
///
/// What it walks over it checks against the grammar, save that bytes inside a string need not be UTF-8: whoever
/// makes text of them puts U+FFFD there. Models' answers come in hundreds of bytes a token, of which a few are
/// wanted; a decoder that builds everything costs more than the rest of the way together.
struct JSONCursor {
    /// Why a text was refused.
    enum Fault: Error {
        case malformed, tooDeep
    }

    enum Kind {
        case object, array, string, number, literal
    }

    static let maximumDepth = 128

    private(set) var at = 0
    private var depth = 0
    /// Right after an opening bracket: what follows is a first element or the end.
    private var isFresh = false

    /// What the next value is; the cursor stands on its first byte afterwards.
    @inline(__always)
    mutating func kind(in json: Span<UInt8>) throws(Fault) -> Kind {
        guard let byte = skipSpace(in: json) else { throw .malformed }
        return switch byte {
        case .openBrace: .object
        case .openBracket: .array
        case .quote: .string
        case UInt8(ascii: "-"), 0x30...0x39: .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): .literal
        default: throw .malformed
        }
    }

    /// Steps into the object or array on whose bracket the cursor stands.
    mutating func open() throws(Fault) {
        guard depth < Self.maximumDepth else { throw .tooDeep }
        depth += 1
        at += 1
        isFresh = true
    }

    /// The next member's key; nil where the object ends, which steps out of it.
    @inline(__always)
    mutating func nextKey(in json: Span<UInt8>) throws(Fault) -> JSONKey? {
        try nextRawKey(in: json).map { JSONKey(json, $0) }
    }

    /// The same as text.
    mutating func nextKeyText(in json: Span<UInt8>) throws(Fault) -> String? {
        guard let range = try nextRawKey(in: json) else { return nil }
        var run = TextRun()
        try run.append(escaped: json, range)
        return run.take(isLast: true)
    }

    /// True where another element follows; where the array ends, steps out of it.
    mutating func nextElement(in json: Span<UInt8>) throws(Fault) -> Bool {
        try hasNext(before: .closeBracket, in: json)
    }

    /// Passes over a value.
    mutating func skip(in json: Span<UInt8>) throws(Fault) {
        switch try kind(in: json) {
        case .object:
            try open()
            while try nextKey(in: json) != nil { try skip(in: json) }
        case .array:
            try open()
            while try nextElement(in: json) { try skip(in: json) }
        case .string: _ = try rawString(in: json)
        case .number: _ = try number(in: json)
        case .literal: _ = try literal(in: json)
        }
    }

    /// Nothing but blanks may follow the text's one value.
    mutating func end(in json: Span<UInt8>) throws(Fault) {
        guard skipSpace(in: json) == nil else { throw .malformed }
    }

    @inline(__always)
    private mutating func nextRawKey(in json: Span<UInt8>) throws(Fault) -> Range<Int>? {
        guard try hasNext(before: .closeBrace, in: json) else { return nil }
        let range = try rawString(in: json)
        guard skipSpace(in: json) == .colon else { throw .malformed }
        at += 1
        return range
    }

    @inline(__always)
    private mutating func hasNext(before close: UInt8, in json: Span<UInt8>) throws(Fault) -> Bool {
        var byte = skipSpace(in: json)
        defer { isFresh = false }
        if byte == close {
            at += 1
            depth -= 1
            return false
        }
        guard !isFresh else { return true }
        guard byte == .comma else { throw .malformed }
        at += 1
        byte = skipSpace(in: json)
        guard byte != close else { throw .malformed }
        return true
    }

    @inline(__always)
    private mutating func skipSpace(in json: Span<UInt8>) -> UInt8? {
        while at < json.count {
            let byte = json[at]
            guard byte == .space || byte == .lineFeed || byte == .carriageReturn || byte == 0x09 else { return byte }
            at += 1
        }
        return nil
    }

    mutating func advance(to index: Int) {
        at = index
    }
}
