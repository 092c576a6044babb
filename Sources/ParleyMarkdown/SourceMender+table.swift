/// What is known of the line above, where a table may start.
struct TableState {
    var isOpen = false
    /// The line above, where it was text of the same block, and where it starts in the mended text.
    var above: (line: Line, out: Int)?
}

extension SourceMender {
    /// Models put tables right under a sentence and write `|-|-|`; md4c wants a blank line and three dashes.
    /// Answers true when the line was a table's delimiter row.
    mutating func mendTable(_ line: Line) -> Bool {
        if table.isOpen {
            tail = out.count
            return false
        }
        guard resume <= line.content else {
            table.above = nil
            return false
        }
        guard let above = table.above, let row = delimiterRow(line) else {
            table.above = (line, out.count)
            return false
        }
        if !above.line.startsBlock { separate(above.line, at: above.out) }
        if row.isTooShort { replace(line.content..<line.end, with: row.written) }
        table.isOpen = true
        tail = nil
        return true
    }

    /// The line as a delimiter row, where the line above can be its header.
    private func delimiterRow(_ line: Line) -> DelimiterRow? {
        guard let header = table.above?.line, bytes[header.content..<header.end].contains(.pipe) else { return nil }
        return DelimiterRow(bytes, line)
    }

    /// Puts a blank line before a line, inside the quote that holds it.
    mutating func separate(_ line: Line, at index: Int) {
        let prefix = bytes[line.start..<line.content]
        let quoted = prefix.contains(.greaterThan) ? Array(prefix) : []
        out.insert(contentsOf: quoted + [.newline], at: index)
    }

    /// True of a row that starts with `|` while nobody can know yet whether a delimiter row follows.
    func mayBecomeTable(_ line: Line) -> Bool {
        guard bytes[line.content] == .pipe, !table.isOpen || line.startsBlock else { return false }
        guard line.end < bytes.count else { return true }
        if !line.startsBlock, delimiterRow(line) != nil { return false }
        let next = line.end + 1
        let nextEnd = bytes.endOfLine(from: next, upTo: bytes.count)
        guard nextEnd == bytes.count else { return false }
        return bytes[next..<nextEnd].allSatisfy { byte in
            byte.isBlank || byte == .pipe || byte == .dash || byte == .colon || byte == .greaterThan
        }
    }
}
