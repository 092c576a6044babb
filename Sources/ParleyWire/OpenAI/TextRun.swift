/// Text of one kind as it arrives, kept as bytes until it is handed over as one string.
///
/// Upstreams cut text between tokens, and some cut inside a character: half a surrogate pair at the end of one
/// chunk, half a UTF-8 sequence at the end of another. The half waits here for its other half; alone it is U+FFFD.
struct TextRun: Sendable {
    private var bytes: [UInt8] = []
    private var high: UInt16?

    var isEmpty: Bool { bytes.isEmpty && high == nil }
    var byteCount: Int { bytes.count }

    mutating func append(_ json: Span<UInt8>, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        loseHalf()
        bytes.append(json, range)
    }

    mutating func append(_ byte: UInt8) {
        loseHalf()
        bytes.append(byte)
    }

    /// Takes a UTF-16 unit that was written as `\uXXXX`.
    mutating func append(unit: UInt16) {
        if let first = high, UTF16.isTrailSurrogate(unit) {
            high = nil
            let scalar = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(unit & 0x3FF))
            append(scalar)
        } else {
            loseHalf()
            if UTF16.isLeadSurrogate(unit) { high = unit } else { append(UInt32(unit)) }
        }
    }

    /// The text so far. Unless it is the last, the beginning of a character that is not whole stays.
    mutating func take(isLast: Bool) -> String {
        if isLast { loseHalf() }
        let end = isLast ? bytes.count : bytes.count - unfinishedCount
        let text = String(decoding: bytes[..<end], as: UTF8.self)
        bytes.removeSubrange(..<end)
        return text
    }

    private mutating func loseHalf() {
        guard high != nil else { return }
        high = nil
        append(0xFFFD as UInt32)
    }

    private mutating func append(_ scalar: UInt32) {
        for unit in UTF8.encode(Unicode.Scalar(scalar) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter {
            bytes.append(unit)
        }
    }

    /// How many bytes at the end begin a UTF-8 sequence that they do not end.
    private var unfinishedCount: Int {
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if byte < 0x80 { return 0 }
            guard byte >= 0xC0 else { continue }
            let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
            return back < needed ? back : 0
        }
        return 0
    }
}
