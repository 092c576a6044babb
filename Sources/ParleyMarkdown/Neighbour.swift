/// What stands beside a run of `*` or `_`, which decides whether it may open or close.
enum Neighbour {
    case space, punctuation, asciiLetter, otherLetter

    init(before index: Int, in bytes: [UInt8], from start: Int) {
        var at = index - 1
        while at > start, bytes[at] & 0xC0 == 0x80 { at -= 1 }
        self.init(bytes, at, from: start, upTo: index)
    }

    init(after index: Int, in bytes: [UInt8], upTo end: Int) {
        self.init(bytes, index, from: 0, upTo: end)
    }

    private init(_ bytes: [UInt8], _ at: Int, from start: Int, upTo end: Int) {
        guard at >= start, at < end, !bytes[at].isWhitespace else {
            self = .space
            return
        }
        let first = bytes[at]
        if first < 0x80 {
            self = first.isLetterOrDigit ? .asciiLetter : .punctuation
        } else if first & 0xF0 == 0xE0, at + 2 < end {
            let low = UInt32(bytes[at + 1] & 0x3F) << 6 | UInt32(bytes[at + 2] & 0x3F)
            self.init(scalar: UInt32(first & 0xF) << 12 | low)
        } else if first == 0xC2, at + 1 < end {
            self.init(scalar: UInt32(bytes[at + 1]))
        } else {
            self = .otherLetter
        }
    }

    /// The blocks that hold the punctuation of living languages; md4c knows the rest.
    private init(scalar: UInt32) {
        switch scalar {
        case 0xA0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: self = .space
        case 0xA1, 0xA7, 0xAB, 0xB6, 0xB7, 0xBB, 0xBF, 0x2010...0x2027, 0x2030...0x205E: self = .punctuation
        case 0x3001...0x3003, 0x3008...0x3011, 0x3014...0x301F, 0x30FB: self = .punctuation
        case 0xFF01...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65: self = .punctuation
        default: self = .otherLetter
        }
    }
}
