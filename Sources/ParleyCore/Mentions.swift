/// Finds who and what a text names with an `@`.
public enum Mentions {
    /// So many names are looked for in one text.
    private static let maximumNames = 2_000
    private static let maximumMarks = 200

    /// The places in `names` that a text names, in the order in which it does. A name counts where it follows an `@`
    /// that begins a word, and ends where a word ends; the longest one wins, and letters' case does not matter.
    public static func places(in text: String, among names: [String]) -> [Int] {
        let marks = text.utf8.indices.lazy.filter { text.utf8[$0] == UInt8(ascii: "@") }.prefix(maximumMarks)
        guard !marks.isEmpty else { return [] }
        let longestFirst = names.prefix(maximumNames).enumerated()
            .map { (place: $0.offset, name: Array($0.element.lowercased())) }
            .filter { !$0.name.isEmpty }
            .sorted { $0.name.count > $1.name.count }
        let longest = longestFirst.first?.name.count ?? 0
        let byFirst = Dictionary(grouping: longestFirst) { $0.name[0] }
        var found: [Int] = []
        for mark in marks where text[mark] == "@" && text[..<mark].last?.isPartOfWord != true {
            // Only as much as a name may be long: the text may be a megabyte.
            let rest = Array(text[text.index(after: mark)...].prefix(longest + 1).lowercased())
            let named = rest.first.flatMap { byFirst[$0] }?.first { name in
                rest.starts(with: name.name) && rest.dropFirst(name.name.count).first?.isPartOfWord != true
            }
            if let named, !found.contains(named.place) { found.append(named.place) }
        }
        return found
    }
}

extension Character {
    fileprivate var isPartOfWord: Bool { isLetter || isNumber || self == "_" }
}
