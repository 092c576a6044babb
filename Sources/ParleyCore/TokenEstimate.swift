/// Guesses how many tokens a text has, without a tokenizer, until the model's provider has counted one.
///
/// Weights are in eighths of a token for each byte of UTF-8 and never under a quarter token, the common rule of thumb
/// of OpenAI's documentation ("one token is about 4 characters of English"). They are fitted to three tokenizers, of
/// 32,000, 65,000 and 131,000 tokens, so that the thriftiest of them is seldom undercounted; for scripts that a
/// large vocabulary knows well the estimate is far too high until the first answer.
public enum TokenEstimate {
    /// What the chat format adds to each message: role and separators.
    public static let tokensPerMessage = 5

    public static func tokens(of message: PromptMessage) -> Int {
        tokens(in: message.content) + tokensPerMessage
    }

    public static func tokens(in text: String) -> Int {
        var eighths = 0
        for byte in text.utf8 { eighths += weight(of: byte) }
        return (eighths + 7) / 8
    }

    /// In eighths of a token.
    static func weight(of byte: UInt8) -> Int {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x20: 2  // letters and blanks: 4 a token
        case 0x30...0x39: 8  // digits: many tokenizers know only single ones
        case 0x00...0x7F: 4  // punctuation, line ends
        case 0x80...0xBF: 2  // what follows a leading byte
        case 0xC2...0xC5: 18  // Latin with marks: it breaks words up
        case 0xCE...0xCF: 8  // Greek
        case 0xD1: 3  // the second half of the Cyrillic letters
        case 0xD4...0xDF: 7  // Armenian, Hebrew, Arabic and others
        case 0xC0...0xDF: 2  // the rest of two bytes, the first half of the Cyrillic letters
        case 0xE0: 6  // Indic scripts, Thai
        case 0xEA...0xED: 7  // Hangul
        case 0xE0...0xEF: 5  // CJK and others: about one token
        default: 20  // four bytes: emoji: two or three tokens
        }
    }
}
