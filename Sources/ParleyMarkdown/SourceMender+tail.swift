extension [UInt8] {
    /// Replaces the text's tail by one that is closed for now.
    mutating func closeGrowingTail(from start: Int, isRow: Bool) {
        let start = isRow ? startOfLastCell(from: start) : start
        var tail = GrowingTail(Array(self[start...]))
        replaceSubrange(start..., with: tail.closed())
        dropLineOfMarks()
    }

    private func startOfLastCell(from start: Int) -> Int {
        var at = count - 1
        while at > start {
            if self[at] == .pipe, self[at - 1] != .backslash { return at + 1 }
            at -= 1
        }
        return start
    }

    /// What is left of the last line may be a marker alone, which would turn the line above into a heading.
    private mutating func dropLineOfMarks() {
        let lineStart = (lastIndex(of: .newline) ?? -1) + 1
        if GrowingLine.isOnlyMarks(self[lineStart...]) { removeSubrange(lineStart...) }
    }
}
