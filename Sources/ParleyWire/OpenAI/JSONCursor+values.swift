extension JSONCursor {
    /// Passes over a string and checks its escapes; gives what stands between its quotes.
    mutating func rawString(in json: Span<UInt8>) throws(Fault) -> Range<Int> {
        guard at < json.count, json[at] == .quote else { throw .malformed }
        var index = at + 1
        while index < json.count {
            index = json.plainTextEnd(from: index)
            guard index < json.count else { break }
            let byte = json[index]
            if byte == .quote {
                let range = at + 1..<index
                advance(to: index + 1)
                return range
            }
            guard byte >= .space else { throw .malformed }
            index = byte == .backslash ? try Self.escapeEnd(in: json, at: index) : index + 1
        }
        throw .malformed
    }

    /// Passes over a number and gives the bytes it has.
    mutating func number(in json: Span<UInt8>) throws(Fault) -> Range<Int> {
        let start = at
        var index = at
        if json[index] == UInt8(ascii: "-") { index += 1 }
        let isZero = index < json.count && json[index] == UInt8(ascii: "0")
        index = isZero ? index + 1 : try Self.digitsEnd(in: json, at: index)
        if index < json.count, json[index] == UInt8(ascii: ".") {
            index = try Self.digitsEnd(in: json, at: index + 1)
        }
        if index < json.count, json[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < json.count, json[index] == UInt8(ascii: "+") || json[index] == UInt8(ascii: "-") { index += 1 }
            index = try Self.digitsEnd(in: json, at: index)
        }
        advance(to: index)
        return start..<index
    }

    /// Passes over `true`, `false` or `null`; nil for null.
    mutating func literal(in json: Span<UInt8>) throws(Fault) -> Bool? {
        for (word, value) in Self.literals where json.starts(at..<json.count, with: word) {
            advance(to: at + word.count)
            return value
        }
        throw .malformed
    }

    private static let literals: [([UInt8], Bool?)] = [
        (Array("null".utf8), nil), (Array("false".utf8), false), (Array("true".utf8), true),
    ]

    private static func digitsEnd(in json: Span<UInt8>, at start: Int) throws(Fault) -> Int {
        var index = start
        while index < json.count, (0x30...0x39).contains(json[index]) { index += 1 }
        guard index > start else { throw .malformed }
        return index
    }

    private static func escapeEnd(in json: Span<UInt8>, at index: Int) throws(Fault) -> Int {
        guard index + 1 < json.count else { throw .malformed }
        if json[index + 1] == UInt8(ascii: "u") {
            _ = try codeUnit(in: json, at: index + 2)
            return index + 6
        }
        guard escaped(json[index + 1]) != nil else { throw .malformed }
        return index + 2
    }

    /// The four hexadecimal digits of `\uXXXX`.
    static func codeUnit(in json: Span<UInt8>, at start: Int) throws(Fault) -> UInt16 {
        guard start + 4 <= json.count else { throw .malformed }
        var unit: UInt16 = 0
        for index in start..<start + 4 {
            guard let digit = hexDigit(json[index]) else { throw .malformed }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// What a letter after a backslash stands for.
    static func escaped(_ letter: UInt8) -> UInt8? {
        switch letter {
        case .quote, .backslash, UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): .lineFeed
        case UInt8(ascii: "r"): .carriageReturn
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }
}
