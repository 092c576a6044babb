/// Takes the middle out of a text that is too long and says so in its place.
enum Shortening {
    /// Keeps two thirds of the room for the beginning and one for the end; cuts between characters.
    static func middleCut(_ text: String, toTokens limit: Int) -> String {
        guard TokenEstimate.tokens(in: text) > limit else { return text }
        let mark = "\n\n[… the middle of this message, \(text.count) characters in all, was left out to fit …]\n\n"
        let room = max(0, limit - TokenEstimate.tokens(in: mark))
        return head(of: text, tokens: room * 2 / 3) + mark + tail(of: text, tokens: room / 3)
    }

    static func head(of text: String, tokens limit: Int) -> Substring {
        text[..<text.wholeCharacters(upTo: border(in: text.utf8, tokens: limit))]
    }

    static func tail(of text: String, tokens limit: Int) -> Substring {
        let start = border(in: text.utf8.reversed(), tokens: limit).base
        let whole = text.wholeCharacters(upTo: start)
        return whole == start ? text[start...] : text[text.index(after: whole)...]
    }

    /// How far one gets with so many tokens.
    private static func border<Bytes: Collection>(
        in bytes: Bytes, tokens limit: Int
    ) -> Bytes.Index where Bytes.Element == UInt8 {
        var eighths = 0
        for index in bytes.indices {
            eighths += TokenEstimate.weight(of: bytes[index])
            if eighths > limit * 8 { return index }
        }
        return bytes.endIndex
    }
}
