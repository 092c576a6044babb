import ParleyWire

/// A text that only grows, kept once for all who read it: as UTF-8 for the store and escaped for JSON for listeners.
struct GrowingText: Sendable {
    /// How far a listener has read.
    struct Cursor: Hashable, Sendable {
        fileprivate var utf8 = 0
        fileprivate var escaped = 0
        /// UTF-16 units, as JavaScript counts.
        fileprivate(set) var units = 0
    }

    /// A place between two characters, so that a long text can be handed out in pieces.
    private static let markEvery = 4 << 10
    /// Escaped, a byte becomes at most six, so that marks are never further apart than a piece may be long.
    private static let pieceBytes = 512
    /// What is kept of the end of a text that grows no more, for those who are only a little behind.
    private static let tailBytes = 16 << 10

    private(set) var utf8: [UInt8] = []
    private var escaped: [UInt8] = []
    private var marks: [Cursor] = []
    /// Where the escaped text begins; what stands before it was given back.
    private var begin = Cursor()
    private(set) var end = Cursor()

    var isEmpty: Bool { utf8.isEmpty }
    var text: String { String(decoding: utf8, as: UTF8.self) }

    init(_ text: String = "") {
        append(text)
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            while start < bytes.count {
                var end = min(start + Self.pieceBytes, bytes.count)
                // Back to the beginning of a character's bytes.
                while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
                append(piece: UnsafeBufferPointer(rebasing: bytes[start..<end]))
                start = end
            }
        }
    }

    /// A copy of what stands past a cursor, at most about `limit` bytes of it; moves the cursor there. A slice would
    /// share the text, and the next append would copy all of it.
    func next(after cursor: inout Cursor, limit: Int = 8 << 10) -> [UInt8] {
        let start = cursor.escaped
        let isLong = end.escaped - start > limit
        cursor = isLong ? marks.last { $0.escaped <= start + limit && $0.escaped > start } ?? end : end
        return Array(escaped[start - begin.escaped..<cursor.escaped - begin.escaped])
    }

    /// The text is stored and grows no more: gives back all but its end. Who reads slowly may hold it for long.
    mutating func seal() {
        let limit = max(begin.escaped, end.escaped - Self.tailBytes)
        let start = marks.first { $0.escaped >= limit } ?? (limit == 0 ? begin : end)
        escaped = Array(escaped[(start.escaped - begin.escaped)...])
        utf8 = []
        marks.removeAll { $0.escaped <= start.escaped }
        begin = start
    }

    /// The bytes of UTF-8 past a cursor that are to be read from the store, a piece at most; nil where they are here.
    func givenBack(after cursor: Cursor, limit: Int = 8 << 10) -> Range<Int>? {
        guard cursor.utf8 < begin.utf8 else { return nil }
        return cursor.utf8..<min(begin.utf8, cursor.utf8 + limit)
    }

    /// Escapes what was read from the store for a cursor, and moves the cursor past it. A character whose last bytes
    /// are not there yet is left for the next time.
    func escape(read bytes: [UInt8], for cursor: inout Cursor) -> [UInt8] {
        var piece: [UInt8] = []
        var count = bytes.count
        if cursor.utf8 + count < begin.utf8 {
            let isBeginning = { (byte: UInt8) in byte & 0xC0 != 0x80 }
            count = bytes.lastIndex(where: isBeginning) ?? 0
        }
        bytes.withUnsafeBufferPointer { buffer in
            cursor.units += JSONText.append(UnsafeBufferPointer(rebasing: buffer[..<count]), to: &piece)
        }
        cursor.utf8 += count
        cursor.escaped += piece.count
        // Whatever the store had, this ends.
        if count == 0 || cursor.utf8 >= begin.utf8 { cursor = begin }
        return piece
    }

    func bytes(from offset: Int) -> ArraySlice<UInt8> { utf8[offset...] }

    private mutating func append(piece: UnsafeBufferPointer<UInt8>) {
        utf8.append(contentsOf: piece)
        end.utf8 += piece.count
        end.units += JSONText.append(piece, to: &escaped)
        end.escaped = begin.escaped + escaped.count
        if end.escaped - (marks.last?.escaped ?? 0) >= Self.markEvery { marks.append(end) }
    }
}
