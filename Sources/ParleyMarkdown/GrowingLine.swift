/// The last line of a growing text, which nothing ends yet. It is held back while it consists of syntax only: a mark that
/// may become a list item, a rule, a heading, bold text or, under a paragraph, turn that into a heading for a moment.
struct GrowingLine {
    private let bytes: [UInt8]
    private let line: Line
    private let fence: LineReader.Fence?

    init(_ bytes: [UInt8], _ line: Line, fence: LineReader.Fence?) {
        self.bytes = bytes
        self.line = line
        self.fence = fence
    }

    var isHeldBack: Bool {
        switch line.kind {
        case .blank, .rule: true
        case .fence: fence != nil
        case .code: isHalfClosedFence
        case .text: Self.isOnlyMarks(content) || isHalfTaskMark || isHalfDefinition
        }
    }

    private var content: ArraySlice<UInt8> { bytes[line.content..<line.end] }

    private var isHalfClosedFence: Bool {
        guard let fence, content.count < fence.length else { return false }
        return content.allSatisfy { $0 == fence.mark }
    }

    /// `[`, `[ `, `[x` and `[x]`, which may be a task's box.
    private var isHalfTaskMark: Bool {
        let content = Array(content)
        guard content.first == .openBracket, content.count <= 4 else { return false }
        let mark = content.byte(1) ?? .space
        guard mark == .space || mark | 0x20 == UInt8(ascii: "x") else { return false }
        return (content.byte(2) ?? .closeBracket) == .closeBracket && (content.byte(3) ?? .space) == .space
    }

    /// `[1]: https://…`, which shows nothing when it is done.
    private var isHalfDefinition: Bool {
        guard line.startsBlock, content.first == .openBracket else { return false }
        let label = content.dropFirst().prefix { $0 != .closeBracket }
        let close = label.endIndex
        guard close + 1 < line.end else { return label.allSatisfy { $0.isDigit || $0 == .caret } }
        guard bytes[close + 1] == .colon else { return false }
        let target = bytes.skippingBlanks(from: close + 2, upTo: line.end)
        return !bytes[target..<line.end].contains { $0.isBlank }
    }

    /// True of a line that shows nothing yet: list markers, quote marks, a number that may become one, other marks.
    static func isOnlyMarks(_ content: ArraySlice<UInt8>) -> Bool {
        var rest = content.drop(while: isMark)
        while let number = rest.first, number.isDigit {
            let digits = rest.prefix { $0.isDigit }.count
            rest = rest.dropFirst(digits)
            guard digits <= 9, let dot = rest.popFirst() else { return digits <= 9 }
            guard dot == .dot || dot == .closeParen, rest.first?.isBlank ?? true else { return false }
            rest = rest.drop(while: isMark)
        }
        return rest.isEmpty
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case .dash, .plus, .star, .underscore, .equals, .hash, .greaterThan, .tilde, .backtick, .pipe, .colon: true
        default: byte.isBlank
        }
    }
}
