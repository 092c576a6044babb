/// Noncharacters of Unicode that stand for something in mended text; in anyone's own text they are replaced first.
enum Placeholder {
    /// U+FDD0 + index + U+FDD1: a formula.
    static let mathsStart: [UInt8] = [0xEF, 0xB7, 0x90]
    static let mathsEnd: [UInt8] = [0xEF, 0xB7, 0x91]
    /// U+FDD2: a letter for the parser, nothing for the reader.
    static let joiner: [UInt8] = [0xEF, 0xB7, 0x92]
    /// U+FDD3: a tilde that is no mark.
    static let tilde: [UInt8] = [0xEF, 0xB7, 0x93]

    static func maths(_ index: Int) -> [UInt8] { mathsStart + Array(String(index).utf8) + mathsEnd }

    /// The last byte of the placeholder character that stands here, if one does.
    static func kind(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt8? {
        guard index + 2 < bytes.count, bytes[index] == 0xEF, bytes[index + 1] == 0xB7 else { return nil }
        let last = bytes[index + 2]
        return isLast(last) ? last : nil
    }

    static func isLast(_ byte: UInt8) -> Bool { byte >= mathsStart[2] && byte <= tilde[2] }
}
