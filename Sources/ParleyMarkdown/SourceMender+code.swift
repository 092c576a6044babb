/// Searches for a code span's end that failed, kept so that no text is searched twice for one thing.
struct CodeSearches {
    /// Up to where there is no end, by the length of the mark.
    var failed = [Int](repeating: 0, count: 33)
    var inlineEnd = 0
}

extension SourceMender {
    /// md4c knows no longer marks.
    private static let longestCodeMark = 32

    /// Steps over a code span, whose end may be lines away.
    mutating func passCode(_ at: Int, _ line: Line) -> Int {
        let runEnd = bytes.endOfRun(at: at, upTo: line.end)
        let length = runEnd - at
        guard length <= Self.longestCodeMark else { return runEnd }
        let limit = endOfInline(line)
        if searches.failed[length] >= limit { return runEnd }
        if let close = endOfCode(from: runEnd, length: length, upTo: limit) { return close }
        searches.failed[length] = limit
        return isGrowing && limit == bytes.count ? limit : runEnd
    }

    private func endOfCode(from start: Int, length: Int, upTo limit: Int) -> Int? {
        var at = start
        while at < limit {
            guard bytes[at] == .backtick else {
                at += 1
                continue
            }
            let runEnd = bytes.endOfRun(at: at, upTo: limit)
            if runEnd - at == length { return runEnd }
            at = runEnd
        }
        return nil
    }

    /// Where the inline text that this line belongs to ends: before a blank line or a line that starts another block.
    private mutating func endOfInline(_ line: Line) -> Int {
        if table.isOpen { return line.end }
        if searches.inlineEnd > line.start { return searches.inlineEnd }
        var at = line.end
        while at < end, !startsOther(at + 1) { at = bytes.endOfLine(from: at + 1, upTo: end) }
        searches.inlineEnd = at
        return at
    }

    private func startsOther(_ start: Int) -> Bool {
        let lineEnd = bytes.endOfLine(from: start, upTo: end)
        let at = contentStart(of: start, upTo: lineEnd)
        guard at < lineEnd else { return start < lineEnd || at < end }
        if bytes[at] == .hash { return true }
        let opensFence = ["```", "~~~"].contains { bytes.starts(with: $0, at: at, upTo: lineEnd) }
        if opensFence { return true }
        guard let marker = ListMarker.end(bytes, at, lineEnd) else { return false }
        return marker == lineEnd || bytes[marker].isBlank
    }

    /// The first byte that is neither a blank nor a quote's mark.
    func contentStart(of start: Int, upTo lineEnd: Int) -> Int {
        var at = start
        while at < lineEnd, bytes[at].isBlank || bytes[at] == .greaterThan { at += 1 }
        return at
    }
}
