/// `-`, `*`, `+`, `1.` or `1)` at the start of a list item.
struct ListMarker {
    let length: Int
    let mayInterrupt: Bool
    /// The byte that makes it one.
    let decisive: Int

    init?(_ bytes: [UInt8], _ line: Line) {
        let start = line.content
        guard let markEnd = Self.end(bytes, start, line.end), !Leaf.isRule(bytes, start, line.end) else { return nil }
        guard markEnd == line.end || bytes[markEnd].isBlank else { return nil }
        length = markEnd - start
        decisive = markEnd - 1
        let hasContent = bytes.skippingBlanks(from: markEnd, upTo: line.end) < line.end
        let isFirst = !bytes[start].isDigit || (length == 2 && bytes[start] == UInt8(ascii: "1"))
        mayInterrupt = hasContent && isFirst
    }

    /// Where the marker that starts here ends, whatever follows it.
    static func end(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
        switch bytes[start] {
        case .dash, .star, .plus: return start + 1
        default:
            var at = start
            while at < end, at - start < 9, bytes[at].isDigit { at += 1 }
            guard at > start, at < end, bytes[at] == .dot || bytes[at] == .closeParen else { return nil }
            return at + 1
        }
    }
}
