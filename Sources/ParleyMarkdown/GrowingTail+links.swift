extension GrowingTail {
    mutating func openBracket(_ start: Int, isImage: Bool) {
        let next = start + (isImage ? 2 : 1)
        guard next < end else { return cut(start) }
        at = next
        // a[0] is an index.
        if !isImage, start > 0, bytes[start - 1].isLetterOrDigit { return }
        if brackets.count < Self.maxOpen {
            brackets.append(Bracket(start: start, isImage: isImage, runs: runs.count))
        }
    }

    mutating func closeBracket() {
        guard let bracket = brackets.popLast() else { return at += 1 }
        guard at + 1 < end else { return endHalf(bracket) }
        switch bytes[at + 1] {
        case .openParen: closeTarget(bracket)
        case .openBracket: closeReference(bracket)
        default: at += 1
        }
    }

    /// The link's end is not there yet: its text is shown, its target is not.
    private mutating func endHalf(_ bracket: Bracket) {
        if isNote(bracket) { return cut(bracket.start) }
        leaveOut(bracket)
        let shown = at
        end = shown
    }

    private mutating func closeTarget(_ bracket: Bracket) {
        var target = LinkTargetScan(bytes, at: at + 2, upTo: end)
        switch target.scan() {
        case .complete(let stop):
            runs.removeSubrange(min(bracket.runs, runs.count)...)
            at = stop
        case .half: endHalf(bracket)
        case .invalid: at += 1
        }
    }

    private mutating func closeReference(_ bracket: Bracket) {
        guard let close = bytes[(at + 2)..<end].firstIndex(of: .closeBracket) else { return endHalf(bracket) }
        at = close + 1
    }

    /// `[1]`, `[^note]` and `[ ]` are shown only as a whole: they are no links, most often.
    private func isNote(_ bracket: Bracket) -> Bool {
        let content = bytes[(bracket.start + 1)..<end].prefix { $0 != .closeBracket }
        if content.first == .caret { return true }
        return content.allSatisfy { $0.isDigit || $0.isBlank || $0 == UInt8(ascii: ",") || $0 == .dash }
    }

    private mutating func leaveOut(_ bracket: Bracket) {
        leftOut.append(bracket.start)
        if bracket.isImage { leftOut.append(bracket.start + 1) }
    }

    /// An open bracket is left out on the last line only; one that was not closed in its line is text.
    mutating func leaveOutOpenBrackets() {
        guard code == nil else { return }
        let lineStart = (bytes[..<end].lastIndex(of: .newline) ?? -1) + 1
        for bracket in brackets where bracket.start >= lineStart {
            if isNote(bracket) { return cut(bracket.start) }
            leaveOut(bracket)
        }
    }
}
