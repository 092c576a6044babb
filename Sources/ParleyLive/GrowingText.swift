import ParleyWire

/// A text that only grows, kept once for all who read it: as UTF-8 for the store and escaped for JSON for listeners.
struct GrowingText: Sendable {
    /// How far a listener has read.
    struct Cursor: Hashable, Sendable {
        fileprivate(set) var escaped = 0
        /// UTF-16 units, as JavaScript counts.
        fileprivate(set) var units = 0
    }

    /// A place between two characters, so that a long text can be handed out in pieces.
    private static let markEvery = 8 << 10
    /// Escaped, a byte becomes at most six, so that marks are never further apart than a piece may be long.
    private static let pieceBytes = 1 << 10

    private(set) var utf8: [UInt8] = []
    private var escaped: [UInt8] = []
    private var marks: [Cursor] = []
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
    func next(after cursor: inout Cursor, limit: Int = 16 << 10) -> [UInt8] {
        let start = cursor.escaped
        let isLong = end.escaped - start > limit
        cursor = isLong ? marks.last { $0.escaped <= start + limit && $0.escaped > start } ?? end : end
        return Array(escaped[start..<cursor.escaped])
    }

    /// The text grows no more: gives back what only growing needs. Who reads slowly may hold it for a while yet.
    mutating func seal() {
        utf8 = []
        // A copy of its own length; turning the array into an array would keep its spare room.
        escaped = [UInt8](unsafeUninitializedCapacity: escaped.count) { buffer, count in
            count = escaped.withUnsafeBufferPointer { buffer.initialize(fromContentsOf: $0) }
        }
    }

    func bytes(from offset: Int) -> ArraySlice<UInt8> { utf8[offset...] }

    private mutating func append(piece: UnsafeBufferPointer<UInt8>) {
        utf8.append(contentsOf: piece)
        end.units += JSONText.append(piece, to: &escaped)
        end.escaped = escaped.count
        if end.escaped - (marks.last?.escaped ?? 0) >= Self.markEvery { marks.append(end) }
    }
}
