/// Makes a short plain hint of a page that came where none was expected.
enum PlainHint {
    static let maximumCharacters = 200

    /// The title of a page, or its first words without tags.
    static func text(of page: String) -> String? {
        let page = String(page.prefix(20_000))
        let isPage = page.drop(while: \.isWhitespace).first == "<"
        let words = isPage ? title(of: page) ?? withoutTags(page) : page
        let line = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !line.isEmpty else { return nil }
        return line.count > maximumCharacters && isPage ? line.prefix(maximumCharacters) + "…" : line
    }

    private static func title(of page: String) -> String? {
        guard let start = page.firstRange(of: "<title>")?.upperBound,
            let end = page[start...].firstRange(of: "</title>")?.lowerBound, start < end
        else { return nil }
        return String(page[start..<end])
    }

    private static func withoutTags(_ page: String) -> String {
        var words = ""
        var isInTag = false
        for character in page {
            switch character {
            case "<": isInTag = true
            case ">":
                isInTag = false
                words.append(" ")
            default: if !isInTag { words.append(character) }
            }
        }
        return words
    }
}
