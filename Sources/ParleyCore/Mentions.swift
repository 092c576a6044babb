/// Finds who and what a text names with an `@`.
public enum Mentions {
    /// So many names are looked for in one text.
    private static let maximumNames = 2_000
    private static let maximumMarks = 200

    /// The places in `names` that a text names, in the order in which it does. A name counts where it follows an `@`
    /// that begins a word, and ends where a word ends; the longest one wins, and letters' case does not matter.
    public static func places(in text: String, among names: [String]) -> [Int] {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return [] }
        let longestFirst = names.prefix(maximumNames).enumerated()
            .map { (place: $0.offset, name: Array($0.element.lowercased())) }
            .filter { !$0.name.isEmpty }
            .sorted { $0.name.count > $1.name.count }
        var found: [Int] = []
        var marks = 0
        let characters = Array(text.lowercased())
        for (index, character) in characters.enumerated() where character == "@" {
            marks += 1
            guard marks <= maximumMarks else { break }
            guard index == 0 || !characters[index - 1].isPartOfWord else { continue }
            let rest = characters[(index + 1)...]
            let named = longestFirst.first { rest.starts(with: $0.name) && endsWord(rest.dropFirst($0.name.count)) }
            if let named, !found.contains(named.place) { found.append(named.place) }
        }
        return found
    }

    private static func endsWord(_ rest: ArraySlice<Character>) -> Bool {
        guard let next = rest.first else { return true }
        return !next.isPartOfWord
    }
}

extension Character {
    fileprivate var isPartOfWord: Bool { isLetter || isNumber || self == "_" }
}
