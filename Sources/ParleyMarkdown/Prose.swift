/// Small questions about plain text.
enum Prose {
    /// True when a word of so many letters or more stands after a space, outside braces and without a backslash.
    static func hasWord(ofLetters least: Int, in bytes: ArraySlice<UInt8>) -> Bool {
        var braces = 0
        var letters: Int?
        for byte in bytes {
            if byte == .openBrace { braces += 1 }
            if byte == .closeBrace { braces -= 1 }
            if byte.isBlank {
                letters = 0
            } else if let count = letters, byte.isLetter, braces <= 0 {
                if count + 1 == least { return true }
                letters = count + 1
            } else {
                letters = nil
            }
        }
        return false
    }

    static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes
        while let first = bytes.first, first.isWhitespace { bytes.removeFirst() }
        while let last = bytes.last, last.isWhitespace { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
