extension SourceMender {
    /// Walks a line's text outside code, links' targets and addresses, and mends what it meets.
    mutating func mendInline(_ line: inout Line) {
        var at = max(line.content, resume)
        while at < min(line.end, end) {
            switch bytes[at] {
            case .backslash, .dollar: at = mendMaths(at, &line)
            case .backtick: at = passCode(at, line)
            case .tilde: at = mendTilde(at)
            case .star: at = mendStrong(at, line)
            case .colon, .lessThan, .closeBracket: at = passAddress(at, line.end)
            default: at += 1
            }
        }
        resume = at
    }

    /// A single tilde is text (3~5), never a strike; at the growing end it may be half of two.
    private mutating func mendTilde(_ at: Int) -> Int {
        let runEnd = bytes.endOfRun(at: at, upTo: end)
        if runEnd - at == 1, !isGrowing || runEnd < bytes.count { putPlaceholder(Placeholder.tilde, at..<runEnd) }
        return runEnd
    }

    /// `**注意：**请`: Markdown lets no `**` close between punctuation and a letter, which writing without spaces needs.
    private mutating func mendStrong(_ at: Int, _ line: Line) -> Int {
        let runEnd = bytes.endOfRun(at: at, upTo: line.end)
        guard runEnd - at == 2 else { return runEnd }
        let before = Neighbour(before: at, in: bytes, from: line.content)
        let after = Neighbour(after: runEnd, in: bytes, upTo: line.end)
        if before == .punctuation, after == .otherLetter { putPlaceholder(Placeholder.joiner, at..<at) }
        if before == .otherLetter, after == .punctuation { putPlaceholder(Placeholder.joiner, runEnd..<runEnd) }
        return runEnd
    }

    private mutating func putPlaceholder(_ placeholder: [UInt8], _ range: Range<Int>) {
        replace(range, with: placeholder)
        hasPlaceholders = true
    }

    /// Steps over `://…`, `<scheme:…>` and `](…`, where every character is meant.
    private func passAddress(_ at: Int, _ lineEnd: Int) -> Int {
        if bytes.starts(with: "://", at: at, upTo: lineEnd) { return endOfAddress(at + 3, lineEnd) }
        if bytes.starts(with: "](", at: at, upTo: lineEnd) { return endOfAddress(at + 2, lineEnd) }
        guard bytes[at] == .lessThan, let letter = bytes.byte(at + 1), letter.isLetter else { return at + 1 }
        var close = at + 1
        while close < lineEnd, !bytes[close].isBlank, bytes[close] != .lessThan, bytes[close] != .greaterThan {
            close += 1
        }
        guard close < lineEnd, bytes[close] == .greaterThan else { return at + 1 }
        return bytes[at..<close].contains { $0 == .colon || $0 == UInt8(ascii: "@") } ? close : at + 1
    }

    private func endOfAddress(_ start: Int, _ lineEnd: Int) -> Int {
        var at = start
        while at < lineEnd {
            switch bytes[at] {
            case .space, .tab, .lessThan, .greaterThan, .closeParen, .closeBracket, .pipe, .star, .backtick, .quote:
                return at
            default: at += 1
            }
        }
        return at
    }
}
