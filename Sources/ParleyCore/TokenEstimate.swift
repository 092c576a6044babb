/// Guesses how many tokens a text has, without a tokenizer; errs on the high side.
///
/// Weights are in eighths of a token for each Unicode scalar and never under a quarter token a byte of UTF-8,
/// the common rule of thumb of OpenAI's documentation ("one token is about 4 characters of English").
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
        case 0x30...0x39: 3  // digits: tokenizers cut them into groups of at most three
        case 0x00...0x7F: 4  // punctuation, line ends
        case 0x80...0xBF: 2  // what follows a leading byte
        case 0xC0...0xDF: 2  // two bytes: Latin with marks, Greek, Cyrillic: half a token
        case 0xE0...0xEF: 5  // three bytes: CJK and others: about one token
        default: 12  // four bytes: emoji: about two tokens
        }
    }
}
