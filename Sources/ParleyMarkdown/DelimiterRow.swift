/// `|---|:-:|`, the row that makes the one above a table's head.
struct DelimiterRow {
    private var cells: [(start: Int, end: Int)] = []
    private let bytes: [UInt8]

    init?(_ bytes: [UInt8], _ line: Line) {
        self.bytes = bytes
        var at = line.content
        var pipes = 0
        if at < line.end, bytes[at] == .pipe {
            at += 1
            pipes += 1
        }
        while true {
            at = bytes.skippingBlanks(from: at, upTo: line.end)
            if at == line.end { break }
            guard let cell = Self.cell(bytes, at, line.end) else { return nil }
            cells.append((at, cell))
            at = bytes.skippingBlanks(from: cell, upTo: line.end)
            if at == line.end { break }
            guard bytes[at] == .pipe else { return nil }
            at += 1
            pipes += 1
        }
        if cells.isEmpty || pipes == 0 { return nil }
    }

    /// Where the cell `:?-+:?` that starts here ends.
    private static func cell(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
        var at = start
        if bytes[at] == .colon { at += 1 }
        let dashes = at
        while at < end, bytes[at] == .dash { at += 1 }
        guard at > dashes else { return nil }
        if at < end, bytes[at] == .colon { at += 1 }
        return at
    }

    var isTooShort: Bool {
        cells.contains { cell in bytes[cell.start..<cell.end].count { $0 == .dash } < 3 }
    }

    /// The row with three dashes a cell.
    var written: [UInt8] {
        var row: [UInt8] = [.pipe]
        for cell in cells {
            if bytes[cell.start] == .colon { row.append(.colon) }
            row.append(contentsOf: [.dash, .dash, .dash])
            if bytes[cell.end - 1] == .colon { row.append(.colon) }
            row.append(.pipe)
        }
        return row
    }
}
