/// One line and where its content stands inside quotes and list items.
struct Line {
    enum Kind { case blank, text, rule, fence, code }

    let start: Int
    var end: Int
    var kind = Kind.blank
    /// True of the first line of a paragraph or heading.
    var startsBlock = false

    /// Where a container's mark stands that is too deep to be one.
    var excess: Int?

    /// The first byte that is no blank and no container's mark.
    private(set) var content: Int
    private var contentColumn = 0
    /// Where the innermost container's content starts.
    var column = 0

    init(start: Int, end: Int) {
        self.start = start
        self.end = end
        content = start
    }

    var isEmpty: Bool { content >= end }
    var indent: Int { contentColumn - column }
    /// md4c takes a heading or a fence right under a table for a row.
    var endsTable: Bool { kind != .blank && (kind != .text || startsBlock) }

    mutating func skipBlanks(_ bytes: [UInt8]) {
        while content < end, bytes[content].isBlank {
            contentColumn += bytes[content] == .tab ? 4 - contentColumn % 4 : 1
            content += 1
        }
    }

    /// Steps over `>` and the one blank that belongs to it.
    mutating func enterQuote(_ bytes: [UInt8]) {
        skip(1)
        column = contentColumn
        if content < end, bytes[content].isBlank { column += 1 }
        skipBlanks(bytes)
    }

    /// Steps over a list marker and answers how far its content stands right of the surroundings.
    mutating func enterItem(_ bytes: [UInt8], _ marker: ListMarker) -> Int {
        let outer = column
        skip(marker.length)
        let markerEnd = contentColumn
        skipBlanks(bytes)
        let spaces = contentColumn - markerEnd
        column = isEmpty || spaces > 4 ? markerEnd + 1 : contentColumn
        return column - outer
    }

    private mutating func skip(_ count: Int) {
        content += count
        contentColumn += count
    }
}
