extension TokenEstimate {
    /// The tokens of a request in JSON, by its bytes alone: names and brackets weigh about what a chat's format adds.
    public static func tokens(inJSON bytes: some Sequence<UInt8>) -> Int {
        var scan = JSONScan()
        for byte in bytes { scan.take(byte) }
        return scan.end()
    }
}

/// Weighs JSON byte by byte.
private struct JSONScan {
    /// Longer runs of ASCII without a blank are no text but pictures or sounds in base64.
    private static let longestWord = 2_048
    /// What models take for a picture of usual size, roughly.
    private static let tokensPerPicture = 1_000

    private var eighths = 0
    private var pictures = 0
    private var word = (bytes: 0, eighths: 0)
    private var isEscape = false
    /// Digits of `\uXXXX` that are still to come.
    private var digits = 0

    mutating func take(_ byte: UInt8) {
        if digits > 0 { return digits -= 1 }
        let isEscaped = isEscape
        isEscape = byte == 0x5C && !isEscaped
        if isEscaped, byte == 0x75 {
            // With its backslash and its `u`, about one token.
            endWord()
            (digits, eighths) = (4, eighths + 4)
        } else if byte <= 0x20 || byte == 0x22 || byte >= 0x80 {
            endWord()
            eighths += TokenEstimate.weight(of: byte)
        } else {
            word = (word.bytes + 1, word.eighths + TokenEstimate.weight(of: byte))
        }
    }

    private mutating func endWord() {
        if word.bytes > Self.longestWord { pictures += 1 } else { eighths += word.eighths }
        word = (0, 0)
    }

    mutating func end() -> Int {
        endWord()
        return (eighths + 7) / 8 + pictures * Self.tokensPerPicture
    }
}
