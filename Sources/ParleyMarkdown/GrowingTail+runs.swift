extension GrowingTail {
    mutating func readRun() {
        let mark = bytes[at]
        let runEnd = bytes.endOfRun(at: at, upTo: end)
        guard runEnd < end else { return cut(at) }
        let before = Neighbour(before: at, in: bytes, from: 0)
        let after = Neighbour(after: runEnd, in: bytes, upTo: end)
        let length = closeRuns(mark, runEnd - at, before, after)
        if length > 0, opens(mark, length, before, after), runs.count < Self.maxOpen {
            runs.append(Run(mark: mark, start: runEnd - length, length: length))
        }
        at = runEnd
    }

    /// Closes what it can and answers how much of the run is left.
    private mutating func closeRuns(_ mark: UInt8, _ length: Int, _ before: Neighbour, _ after: Neighbour) -> Int {
        guard closes(mark, before, after) else { return length }
        let base = brackets.last?.runs ?? 0
        var left = length
        while left > 0, let index = runs.lastIndex(where: { $0.mark == mark }), index >= base {
            let used = min(runs[index].length, left)
            runs.removeSubrange((index + 1)...)
            runs[index].length -= used
            if runs[index].length == 0 { runs.removeLast() }
            left -= used
        }
        return left
    }

    private func closes(_ mark: UInt8, _ before: Neighbour, _ after: Neighbour) -> Bool {
        if before == .space { return false }
        if mark == .underscore, after == .asciiLetter || after == .otherLetter { return false }
        return before != .punctuation || after == .space || after == .punctuation
    }

    private func opens(_ mark: UInt8, _ length: Int, _ before: Neighbour, _ after: Neighbour) -> Bool {
        if after == .space || (mark == .tilde && length != 2) { return false }
        if after == .punctuation { return before == .space || before == .punctuation }
        if mark == .underscore { return before == .space || before == .punctuation }
        // 2*3 and x**y are sums far more often than they are emphasis inside a word.
        return !(before == .asciiLetter && after == .asciiLetter)
    }
}
