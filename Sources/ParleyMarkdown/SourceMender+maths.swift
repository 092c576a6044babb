/// How a formula is written.
private enum MathsMark {
    case paren, bracket, dollars, dollar

    var length: Int { self == .dollar ? 1 : 2 }
    var isDisplay: Bool { self == .bracket || self == .dollars }
}

private enum MathsSearch {
    case found(close: Int)
    /// The text ends before the formula does.
    case unfinished
    case none
}

extension SourceMender {
    /// Takes out the formula that starts here, if one does, and answers where the walk goes on.
    mutating func mendMaths(_ at: Int, _ line: inout Line) -> Int {
        guard let mark = mathsMark(at, line) else { return afterMark(at, line) }
        let start = at + mark.length
        switch search(mark, from: start, line) {
        case .found(let close) where isMaths(mark, start..<close, line):
            takeOut(mark, at, start..<close, line)
            if close > line.end { line.end = bytes.endOfLine(from: close, upTo: end) }
            return close + mark.length
        case .unfinished where isGrowing && mayBecomeMaths(mark, start):
            cut(at: at)
            return at
        default: return start
        }
    }

    private func mathsMark(_ at: Int, _ line: Line) -> MathsMark? {
        if bytes[at] == .backslash {
            if bytes.byte(at + 1) == .openParen { return .paren }
            return bytes.byte(at + 1) == .openBracket ? .bracket : nil
        }
        if at > line.content, bytes[at - 1].isLetterOrDigit || bytes[at - 1] == .dollar { return nil }
        switch bytes.endOfRun(at: at, upTo: line.end) - at {
        case 1: return opensDollar(at, line) ? .dollar : nil
        case 2: return .dollars
        default: return nil
        }
    }

    /// A formula follows its dollar at once; one that ends the growing text may yet.
    private func opensDollar(_ at: Int, _ line: Line) -> Bool {
        guard at + 1 < line.end else { return isGrowing && line.end == bytes.count }
        return !bytes[at + 1].isBlank
    }

    private func afterMark(_ at: Int, _ line: Line) -> Int {
        bytes[at] == .backslash ? at + 2 : bytes.endOfRun(at: at, upTo: line.end)
    }
}

extension SourceMender {
    private func search(_ mark: MathsMark, from start: Int, _ line: Line) -> MathsSearch {
        let limit = mark.isDisplay && !table.isOpen ? end : line.end
        var at = start
        while at < limit {
            switch bytes[at] {
            case .newline where isBlankLine(at + 1): return .none
            case .backslash:
                if let found = bracketEnd(mark, at) { return found }
                at += 2
            case .dollar where mark == .dollar: return .found(close: at)
            case .dollar where mark == .dollars && bytes.byte(at + 1) == .dollar: return .found(close: at)
            case .backtick where mark == .dollar || bytes.starts(with: "```", at: at, upTo: limit): return .none
            default: at += 1
            }
        }
        return limit == bytes.count ? .unfinished : .none
    }

    /// A second opening ends the search, so that many of them cost no more than one.
    private func bracketEnd(_ mark: MathsMark, _ at: Int) -> MathsSearch? {
        guard mark == .paren || mark == .bracket, let next = bytes.byte(at + 1) else { return nil }
        if next == (mark == .paren ? .closeParen : .closeBracket) { return .found(close: at) }
        return next == .openParen || next == .openBracket ? MathsSearch.none : nil
    }

    private func isBlankLine(_ start: Int) -> Bool {
        guard start < end else { return false }
        let at = contentStart(of: start, upTo: end)
        return at < end && bytes[at] == .newline
    }
}

extension SourceMender {
    /// Sorts formulas from prices, paths and escaped brackets.
    private func isMaths(_ mark: MathsMark, _ content: Range<Int>, _ line: Line) -> Bool {
        guard bytes[content].contains(where: { !$0.isWhitespace }) else { return false }
        let next = bytes.byte(content.upperBound + mark.length)
        switch mark {
        case .paren: return true
        case .bracket:
            let isNumber = bytes[content].allSatisfy { $0.isDigit || $0.isWhitespace || $0 == UInt8(ascii: ",") }
            return !isNumber && next != .openParen && next != .colon
        case .dollars: return next != .dollar
        case .dollar:
            if bytes[content.upperBound - 1].isBlank || next == .dollar || next == .openBrace { return false }
            if let next, next.isLetterOrDigit { return false }
            return !bytes[content.lowerBound].isDigit || !Prose.hasWord(ofLetters: 2, in: bytes[content])
        }
    }

    /// While it grows, a formula is held back, but not a sentence about prices.
    private func mayBecomeMaths(_ mark: MathsMark, _ start: Int) -> Bool {
        let rest = bytes[min(start, end)..<end]
        if mark.isDisplay { return rest.count < 4000 }
        return rest.count < 400 && (mark == .paren || !Prose.hasWord(ofLetters: 3, in: rest))
    }

    private mutating func takeOut(_ mark: MathsMark, _ at: Int, _ content: Range<Int>, _ line: Line) {
        let close = content.upperBound + mark.length
        let latex = withoutQuoteMarks(content, line)
        replace(at..<close, with: Placeholder.maths(maths.count))
        maths.append(Maths(written: Array(bytes[at..<close]), latex: latex, isDisplay: mark.isDisplay))
        hasPlaceholders = true
    }

    private func withoutQuoteMarks(_ content: Range<Int>, _ line: Line) -> String {
        let quotes = bytes[line.start..<line.content].count { $0 == .greaterThan }
        guard quotes > 0, bytes[content].contains(.newline) else { return Prose.trimmed(bytes[content]) }
        var latex: [UInt8] = []
        var marksLeft = 0
        for byte in bytes[content] {
            if byte == .newline { marksLeft = quotes }
            if byte == .greaterThan, marksLeft > 0 { marksLeft -= 1; continue }
            if !byte.isWhitespace { marksLeft = 0 }
            latex.append(byte)
        }
        return Prose.trimmed(latex[...])
    }
}
