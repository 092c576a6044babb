/// What a line's content is where it is no container.
enum Leaf: Equatable {
    case text, heading, rule
    case fence(mark: UInt8, length: Int)

    init(_ bytes: [UInt8], _ line: Line) {
        switch bytes[line.content] {
        // md4c takes a fence for one however far it is indented under a paragraph.
        case .backtick, .tilde: self = Self.fence(bytes, line) ?? .text
        case _ where line.indent >= 4: self = .text
        case .hash: self = Self.isHeading(bytes, line) ? .heading : .text
        case .dash, .star, .underscore: self = Self.isRule(bytes, line.content, line.end) ? .rule : .text
        default: self = .text
        }
    }

    private static func fence(_ bytes: [UInt8], _ line: Line) -> Leaf? {
        let mark = bytes[line.content]
        let runEnd = bytes.endOfRun(at: line.content, upTo: line.end)
        guard runEnd - line.content >= 3 else { return nil }
        if mark == .backtick, bytes[runEnd..<line.end].contains(.backtick) { return nil }
        return .fence(mark: mark, length: runEnd - line.content)
    }

    private static func isHeading(_ bytes: [UInt8], _ line: Line) -> Bool {
        let runEnd = bytes.endOfRun(at: line.content, upTo: line.end)
        return runEnd - line.content <= 6 && (runEnd == line.end || bytes[runEnd].isBlank)
    }

    /// `===` or `---`, which makes the paragraph above a heading.
    static func isUnderline(_ bytes: [UInt8], _ line: Line) -> Bool {
        let mark = bytes[line.content]
        guard mark == .equals || mark == .dash else { return false }
        let runEnd = bytes.endOfRun(at: line.content, upTo: line.end)
        return bytes.skippingBlanks(from: runEnd, upTo: line.end) == line.end
    }

    /// Three or more of one of `-*_`, and blanks.
    static func isRule(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
        let mark = bytes[start]
        guard mark == .dash || mark == .star || mark == .underscore else { return false }
        var marks = 0
        for byte in bytes[start..<end] {
            if byte == mark { marks += 1 } else if !byte.isBlank { return false }
        }
        return marks >= 3
    }
}
