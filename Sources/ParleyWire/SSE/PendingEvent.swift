/// The event whose lines are arriving. Where all its data is one line of the buffer at hand, it is not copied.
struct PendingEvent: Sendable {
    private var name = ""
    /// Where the only data line so far lies in the buffer at hand.
    private var inPlace: Range<Int>?
    private var kept: [UInt8] = []
    private var hasKept = false

    var byteCount: Int { kept.count }

    /// Takes a line that is not blank: `field`, `field:value` or `field: value`.
    mutating func take(_ line: Range<Int>, of bytes: Span<UInt8>) {
        var colon = line.lowerBound
        while colon < line.upperBound, bytes[colon] != .colon { colon += 1 }
        var value = min(colon + 1, line.upperBound)
        if value < line.upperBound, bytes[value] == .space { value += 1 }
        let field = line.lowerBound..<colon
        if field.count == 4, bytes.starts(field, with: Self.data) {
            takeData(value..<line.upperBound, of: bytes)
        } else if field.count == 5, bytes.starts(field, with: Self.event) {
            name = String(bytes, value..<line.upperBound)
        } else if field.count == 5, bytes.starts(field, with: Self.error) {
            // Not the standard's: older llama.cpp servers tell a failure as `error: {…}`.
            name = "error"
            takeData(value..<line.upperBound, of: bytes)
        }
    }

    private static let data = Array("data".utf8)
    private static let error = Array("error".utf8)
    private static let event = Array("event".utf8)

    private mutating func takeData(_ value: Range<Int>, of bytes: Span<UInt8>) {
        guard inPlace != nil || hasKept else {
            inPlace = value
            return
        }
        keep(bytes)
        kept.append(.lineFeed)
        kept.append(bytes, value)
    }

    /// Copies what lies in a buffer that is about to go.
    mutating func keep(_ bytes: Span<UInt8>) {
        guard let range = inPlace else { return }
        kept.append(bytes, range)
        hasKept = true
        inPlace = nil
    }

    /// A blank line: the event is whole. One without a data line is none.
    mutating func dispatch(_ bytes: Span<UInt8>, _ onEvent: EventStreamParser.OnEvent) -> Bool {
        defer { clear() }
        if let inPlace { return onEvent(name, bytes.extracting(inPlace)) }
        return hasKept ? onEvent(name, kept.span) : true
    }

    private mutating func clear() {
        name = ""
        inPlace = nil
        hasKept = false
        kept.removeAll(keepingCapacity: true)
    }
}
