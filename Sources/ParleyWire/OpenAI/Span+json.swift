extension Span<UInt8> {
    /// Passes over eight bytes at a time while none of them is a quote, a backslash or a control character.
    ///
    /// A byte under `n` turns its highest bit on when `n` is taken from it; `x ^ pattern` is zero where a byte equals
    /// the pattern's. The first bit that is on tells the first such byte, because a word is read low byte first.
    func plainTextEnd(from start: Int) -> Int {
        var index = start
        while index + 8 <= count {
            let word = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quotes = word ^ 0x2222_2222_2222_2222
            let backslashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
            let below = (word &- 0x2020_2020_2020_2020) & ~word
            let found = below | (quotes &- Self.ones) & ~quotes | (backslashes &- Self.ones) & ~backslashes
            let marks = found & 0x8080_8080_8080_8080
            if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
            index += 8
        }
        return index
    }

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }

    /// Up to eight bytes as one number, the first one lowest.
    func word(_ range: Range<Int>) -> UInt64 {
        guard range.lowerBound + 8 <= count else {
            return range.reversed().reduce(0) { $0 << 8 | UInt64(self[$1]) }
        }
        let word = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: range.lowerBound, as: UInt64.self))
        return range.count == 8 ? word : word & (1 << UInt64(range.count * 8) - 1)
    }

    /// A whole number of at most nine digits, as counts have; others are read as nothing.
    func wholeNumber(_ range: Range<Int>) -> Int? {
        guard range.count <= 9 else { return nil }
        var value = 0
        for index in range {
            guard (0x30...0x39).contains(self[index]) else { return nil }
            value = value * 10 + Int(self[index] - 0x30)
        }
        return value
    }
}
