/// Cuts an event stream into events as its bytes arrive, however they are split.
///
/// Follows the WHATWG HTML standard, "Server-sent events", 9.2.6: lines end in LF, CR or CRLF, one byte order mark
/// may come first, comments and unknown fields are passed over. `id` and `retry` are for browsers and are not kept.
public struct EventStreamParser: Sendable {
    /// A line, or the data of one event, was longer than what is kept in memory.
    public struct TooLong: Error {}

    /// Takes one event's name, empty where it has none, and its data. False: no more events are wanted.
    public typealias OnEvent = (_ name: String, _ data: Span<UInt8>) -> Bool

    public static let maximumLineBytes = 1 << 20

    private let maximumBytes: Int
    /// The beginning of a line whose end has not arrived.
    private var carry: [UInt8] = []
    private var event = PendingEvent()
    private var isFirstLine = true
    private var skipsLineFeed = false

    public init(maximumLineBytes: Int = Self.maximumLineBytes) {
        maximumBytes = maximumLineBytes
    }

    /// Takes the next bytes and hands out the events that end in them.
    public mutating func feed(_ bytes: Span<UInt8>, onEvent: OnEvent) throws(TooLong) {
        var at = 0
        if skipsLineFeed, !bytes.isEmpty {
            skipsLineFeed = false
            if bytes[0] == .lineFeed { at = 1 }
        }
        var ends = LineEnds()
        while let end = ends.next(in: bytes, from: at) {
            guard try take(line: at..<end, of: bytes, onEvent) else { return }
            at = end + 1
            guard bytes[end] == .carriageReturn else { continue }
            if at == bytes.count { skipsLineFeed = true } else if bytes[at] == .lineFeed { at += 1 }
        }
        try keep(from: at, of: bytes)
    }

    /// The stream has ended. Unlike a browser it hands out an event whose blank line is missing: servers exist that
    /// end right after `data: [DONE]`.
    public mutating func finish(onEvent: OnEvent) throws(TooLong) {
        let nothing: [UInt8] = []
        if !carry.isEmpty {
            guard try take(line: 0..<0, of: nothing.span, onEvent) else { return }
        }
        _ = event.dispatch(nothing.span, onEvent)
    }

    /// Keeps what the buffer holds of an unfinished line and of an unfinished event: the buffer is gone after this.
    private mutating func keep(from start: Int, of bytes: Span<UInt8>) throws(TooLong) {
        event.keep(bytes)
        guard start < bytes.count else { return }
        guard carry.count + bytes.count - start <= maximumBytes else { throw TooLong() }
        carry.append(bytes, start..<bytes.count)
    }

    private mutating func take(
        line: Range<Int>, of bytes: Span<UInt8>, _ onEvent: OnEvent
    ) throws(TooLong) -> Bool {
        guard carry.count + line.count <= maximumBytes else { throw TooLong() }
        guard !carry.isEmpty else { return try event(takes: line, of: bytes, onEvent) }
        var whole: [UInt8] = []
        swap(&whole, &carry)
        whole.append(bytes, line)
        let goesOn = try event(takes: 0..<whole.count, of: whole.span, onEvent)
        event.keep(whole.span)
        whole.removeAll(keepingCapacity: true)
        swap(&whole, &carry)
        return goesOn
    }

    private mutating func event(
        takes line: Range<Int>, of bytes: Span<UInt8>, _ onEvent: OnEvent
    ) throws(TooLong) -> Bool {
        var line = line
        if isFirstLine {
            isFirstLine = false
            if bytes.starts(line, with: [0xEF, 0xBB, 0xBF]) { line = line.lowerBound + 3..<line.upperBound }
        }
        if line.isEmpty { return event.dispatch(bytes, onEvent) }
        event.take(line, of: bytes)
        guard event.byteCount <= maximumBytes else { throw TooLong() }
        return true
    }
}
