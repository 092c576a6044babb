import ParleyTestSupport
import ParleyWire
import Testing

/// One event as the tests write it down.
struct SeenEvent: Equatable, CustomStringConvertible {
    var name = ""
    var data: String

    init(_ data: String, name: String = "") {
        self.name = name
        self.data = data
    }

    var description: String { "(\(name): \(data.debugDescription))" }
}

struct StreamCase: CustomStringConvertible, Sendable {
    var title: String
    var bytes: [UInt8]
    var events: [SeenEvent]

    init(_ title: String, _ text: String, _ events: String...) {
        self.init(title, bytes: Array(text.utf8), events.map { SeenEvent($0) })
    }

    init(_ title: String, bytes: [UInt8], _ events: [SeenEvent]) {
        self.title = title
        self.bytes = bytes
        self.events = events
    }

    var description: String { title }
}

/// Feeds the bytes in pieces and gathers the events.
func events(in bytes: [UInt8], cutAt cuts: [Int], maximumLineBytes: Int = 1 << 20) throws -> [SeenEvent] {
    var parser = EventStreamParser(maximumLineBytes: maximumLineBytes)
    var seen: [SeenEvent] = []
    var start = 0
    for end in cuts + [bytes.count] {
        let piece = Array(bytes[start..<end])
        try parser.feed(piece.span) { name, data in
            seen.append(SeenEvent(text(data), name: name))
            return true
        }
        start = end
    }
    try parser.finish { name, data in
        seen.append(SeenEvent(text(data), name: name))
        return true
    }
    return seen
}

func text(_ span: Span<UInt8>) -> String {
    span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
}

/// Cuts that are the same in each run.
func randomCuts(_ count: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(Int(seed))
    return (0..<count).filter { _ in generator.next() % 5 == 0 }
}

struct EventStreamParserTests {
    @Test(arguments: streamCases)
    func aStreamGivesItsEvents(_ stream: StreamCase) throws {
        #expect(try events(in: stream.bytes, cutAt: []) == stream.events)
    }

    @Test(arguments: streamCases)
    func aStreamGivesTheSameEventsByteByByte(_ stream: StreamCase) throws {
        #expect(try events(in: stream.bytes, cutAt: Array(stream.bytes.indices)) == stream.events)
    }

    @Test(arguments: streamCases)
    func aStreamGivesTheSameEventsInAnySplit(_ stream: StreamCase) throws {
        for seed in 1...50 as ClosedRange<UInt64> {
            let cuts = randomCuts(stream.bytes.count, seed: seed)
            #expect(try events(in: stream.bytes, cutAt: cuts) == stream.events, "cut at \(cuts)")
        }
    }

    @Test func thereAreSixtyCases() {
        #expect(streamCases.count >= 60)
    }

    @Test func aLineOfTheGreatestLengthIsTaken() throws {
        let line = "data: " + String(repeating: "x", count: 94)
        let seen = try events(in: Array("\(line)\n\n".utf8), cutAt: [10, 50], maximumLineBytes: 100)
        #expect(seen == [SeenEvent(String(repeating: "x", count: 94))])
    }

    @Test(arguments: [[], [50], Array(0..<150)])
    func aLineThatIsTooLongIsRefused(cuts: [Int]) {
        let line = Array(
            ("data: " + String(repeating: "x", count: 95) + "\n\n" + String(repeating: "y", count: 50)).utf8)
        #expect(throws: EventStreamParser.TooLong.self) { try events(in: line, cutAt: cuts, maximumLineBytes: 100) }
    }

    @Test func aLineWithoutEndIsRefusedBeforeItEnds() {
        let flood = [UInt8](repeating: 0x78, count: 101)
        #expect(throws: EventStreamParser.TooLong.self) { try events(in: flood, cutAt: [60], maximumLineBytes: 100) }
    }

    @Test func anEventOfEndlessLinesIsRefused() {
        let lines = Array(String(repeating: "data: twelve bytes\n", count: 20).utf8)
        #expect(throws: EventStreamParser.TooLong.self) { try events(in: lines, cutAt: [], maximumLineBytes: 100) }
    }

    @Test func endlessCommentsCostNothing() throws {
        let comments = Array(String(repeating: ": keep-alive\n\n", count: 10_000).utf8)
        #expect(try events(in: comments, cutAt: [7, 99], maximumLineBytes: 100).isEmpty)
    }

    @Test func nothingIsReadAfterTheReceiverHasEnough() throws {
        var parser = EventStreamParser()
        var seen: [String] = []
        let bytes = Array("data: 1\n\ndata: 2\n\ndata: 3\n\n".utf8)
        try parser.feed(bytes.span) { _, data in
            seen.append(text(data))
            return seen.count < 2
        }
        #expect(seen == ["1", "2"])
    }

    @Test func dataOfOneBufferIsNotCopied() throws {
        var parser = EventStreamParser()
        let bytes = Array(": hello\ndata: {\"a\":1}\n\n".utf8)
        try bytes.withUnsafeBufferPointer { buffer in
            try parser.feed(buffer.span) { _, data in
                data.withUnsafeBufferPointer { #expect($0.baseAddress == buffer.baseAddress.map { $0 + 14 }) }
                return true
            }
        }
    }
}
