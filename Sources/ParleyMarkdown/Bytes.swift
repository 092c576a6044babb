/// The bytes that mean something in Markdown, by name.
extension UInt8 {
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let exclamation = UInt8(ascii: "!")
    static let quote = UInt8(ascii: "\"")
    static let hash = UInt8(ascii: "#")
    static let dollar = UInt8(ascii: "$")
    static let ampersand = UInt8(ascii: "&")
    static let apostrophe = UInt8(ascii: "'")
    static let openParen = UInt8(ascii: "(")
    static let closeParen = UInt8(ascii: ")")
    static let star = UInt8(ascii: "*")
    static let plus = UInt8(ascii: "+")
    static let dash = UInt8(ascii: "-")
    static let dot = UInt8(ascii: ".")
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let lessThan = UInt8(ascii: "<")
    static let equals = UInt8(ascii: "=")
    static let greaterThan = UInt8(ascii: ">")
    static let openBracket = UInt8(ascii: "[")
    static let backslash = UInt8(ascii: "\\")
    static let closeBracket = UInt8(ascii: "]")
    static let caret = UInt8(ascii: "^")
    static let underscore = UInt8(ascii: "_")
    static let backtick = UInt8(ascii: "`")
    static let openBrace = UInt8(ascii: "{")
    static let pipe = UInt8(ascii: "|")
    static let closeBrace = UInt8(ascii: "}")
    static let tilde = UInt8(ascii: "~")

    var isBlank: Bool { self == .space || self == .tab }
    var isWhitespace: Bool { isBlank || self == .newline }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    var isLetterOrDigit: Bool { isDigit || isLetter }
    var isPunctuation: Bool { self > 0x20 && self < 0x7F && !isLetterOrDigit }
}

extension [UInt8] {
    /// The byte at an index, or nil outside.
    func byte(_ index: Int) -> UInt8? { index >= 0 && index < count ? self[index] : nil }

    /// Where the run of one byte that starts here ends.
    func endOfRun(at start: Int, upTo end: Int) -> Int {
        var at = start
        while at < end, self[at] == self[start] { at += 1 }
        return at
    }

    /// The first index from `start` whose byte is no space or tab.
    func skippingBlanks(from start: Int, upTo end: Int) -> Int {
        var at = start
        while at < end, self[at].isBlank { at += 1 }
        return at
    }

    /// The index of the next line end, or `end`.
    func endOfLine(from start: Int, upTo end: Int) -> Int {
        var at = start
        while at < end, self[at] != .newline { at += 1 }
        return at
    }

    func starts(with prefix: StaticString, at index: Int, upTo end: Int) -> Bool {
        let length = prefix.utf8CodeUnitCount
        guard index + length <= end else { return false }
        for offset in 0..<length where self[index + offset] != prefix.utf8Start[offset] { return false }
        return true
    }
}
