/// Takes the middle out of a text that is too long and says so in its place.
enum Shortening {
    /// Keeps two thirds of the room for the beginning and one for the end; cuts between characters.
    static func middleCut(_ text: String, toTokens limit: Int) -> String {
        guard TokenEstimate.tokens(in: text) > limit else { return text }
        let mark = "\n\n[… the middle of this message, \(text.count) characters in all, was left out to fit …]\n\n"
        let room = max(0, limit - TokenEstimate.tokens(in: mark))
        let head = prefix(of: text, tokens: room * 2 / 3)
        let tail = String(prefix(of: String(text.reversed()), tokens: room / 3).reversed())
        return head + mark + tail
    }

    private static func prefix(of text: String, tokens limit: Int) -> String {
        var low = 0
        var high = min(text.count, limit * 4)
        while low < high {
            let middle = (low + high + 1) / 2
            if TokenEstimate.tokens(in: String(text.prefix(middle))) <= limit {
                low = middle
            } else {
                high = middle - 1
            }
        }
        return String(text.prefix(low))
    }
}
