import Foundation

/// Passwords that are tried first by whoever guesses. No list of leaked passwords is shipped; these are the ways in
/// which most of such a list is made: few different signs, digits alone, patterns again and again, walks over the
/// keyboard, and one to three very common words or the person's own name, with digits and signs around them.
struct GuessablePassword {
    /// From this length on, three common words are left alone.
    private static let longEnough = 16
    private static let maximumDigits = 14

    private let text: String
    private let own: Set<String>

    /// - Parameter name: Whose password it is to be.
    init(_ password: String, of name: String) {
        text = Self.folded(password)
        let words = Self.folded(name).split { !$0.isLetter }.map(String.init)
        own = Set(words + [words.joined()]).filter { $0.count >= 3 }
    }

    var isGuessable: Bool {
        if Set(text).count <= 3 { return true }
        guard text.count < 24 else { return false }
        return isNumber || isRepeated || isWalk || isWords
    }

    /// Dates, telephone numbers, sequences.
    private var isNumber: Bool {
        text.count <= Self.maximumDigits && text.allSatisfy { $0.isNumber || "-./ +".contains($0) }
    }

    /// The same again: abcabcabc, passpass.
    private var isRepeated: Bool {
        let signs = Array(text)
        return (1...max(1, signs.count / 2)).contains { length in
            signs.indices.dropFirst(length).allSatisfy { signs[$0] == signs[$0 - length] }
        }
    }

    /// Most signs are beside the one before, on the keyboard or in the alphabet: qwertz, 1q2w3e4r, abcd1234.
    private var isWalk: Bool {
        let signs = Array(text)
        let steps = zip(signs, signs.dropFirst()).count { Keyboard.isStep(from: $0, to: $1) }
        return steps * 10 >= (signs.count - 1) * 7
    }

    private var isWords: Bool {
        let limit = own.contains { text.contains($0) } ? 24 : Self.longEnough
        guard text.count < limit else { return false }
        return readings.contains { reading in
            Self.isMade(of: reading[...], own, words: 3)
                || Self.isMade(of: String(reading.reversed())[...], own, words: 3)
        }
    }

    /// The letters in it: without what stands around them, and with signs and digits read as letters.
    private var readings: Set<String> {
        let isAround = { (sign: Character) in !sign.isLetter }
        let begun = text.drop(while: isAround)
        let inner = String(String(begun.reversed().drop(while: isAround)).reversed())
        let headless = String(text.reversed().drop(while: isAround).reversed())
        let spellings = [inner, headless, text].flatMap { [Self.unspelt($0, one: "i"), Self.unspelt($0, one: "l")] }
        return Set(spellings + [text.filter(\.isLetter)]).filter { $0.count >= 3 && $0.count * 2 >= text.count }
    }

    private static func isMade(of text: Substring, _ own: Set<String>, words: Int) -> Bool {
        if text.isEmpty { return true }
        guard words > 0 else { return false }
        return (1...min(text.count, 24)).contains { length in
            let word = String(text.prefix(length))
            guard isCommon(word, own, isLast: length == text.count) else { return false }
            return isMade(of: text.dropFirst(length), own, words: words - 1)
        }
    }

    /// A last word that is cut off, as old systems cut at eight signs, is no better than a whole one.
    private static func isCommon(_ word: String, _ own: Set<String>, isLast: Bool) -> Bool {
        CommonWords.all.contains(word) || own.contains(word) || isLast && CommonWords.beginnings.contains(word)
    }

    /// p@ssw0rd, read as it is meant.
    private static func unspelt(_ text: String, one: Character) -> String {
        let letters: [Character: Character] = [
            "@": "a", "4": "a", "8": "b", "3": "e", "6": "g", "1": one, "!": one, "0": "o", "$": "s", "5": "s",
            "7": "t",
            "+": "t", "2": "z",
        ]
        return String(text.map { letters[$0] ?? $0 }).filter(\.isLetter)
    }

    private static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }
}

/// Where signs stand beside each other.
private enum Keyboard {
    private static let layouts = [
        ["1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"],
        ["1234567890", "qwertzuiop", "asdfghjkl", "yxcvbnm,.-"],
        ["1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn,;:"],
        ["!@#$%^&*()_+"], ["789", "456", "123", "0"],
    ]

    private static let places: [[Character: (row: Int, column: Int)]] = layouts.map { rows in
        var places: [Character: (row: Int, column: Int)] = [:]
        for (row, signs) in rows.enumerated() {
            for (column, sign) in signs.enumerated() { places[sign] = (row, column) }
        }
        return places
    }

    static func isStep(from first: Character, to second: Character) -> Bool {
        if first == second { return true }
        if let first = first.asciiValue, let second = second.asciiValue, isAlphabet(first), isAlphabet(second),
            abs(Int(first) - Int(second)) == 1
        {
            return true
        }
        return places.contains { places in
            guard let here = places[first], let there = places[second] else { return false }
            return abs(here.row - there.row) <= 1 && abs(here.column - there.column) <= 1
        }
    }

    private static func isAlphabet(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }
}
