import ParleyCore
import ParleyTestSupport
import ParleyWire
import Testing

/// Nothing that an upstream sends may end the process or depend on how it was cut.
struct HostileJSONTests {
    private static let malformed = [
        "{", "}", "[", "]", "{]", "[}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "[1,]", "[,1]", "{\"a\":1 \"b\":2}",
        "{\"a\" 1}", "{a:1}", "{'a':1}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":+1}", "{\"a\":-}",
        "{\"a\":1e}",
        "{\"a\":1e+}", "{\"a\":0x1}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":nul}", "{\"a\":truee}", "{\"a\":True}",
        "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\t\"}", "{\"a\":\"", "{\"a\":\"\\",
        "{} {}", "{}x",
        "\"", "-", "tru", "[1 2]", "{\"a\":[1,2}", "{\"a\":{\"b\":1]}", "\u{0}", "{\"a\":1}\u{0}",
        "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]",
    ]

    @Test(arguments: malformed)
    func whatIsNoJSONIsRefused(text: String) {
        #expect(Answer.read(Array(stream(text).utf8)).failure == .protocol)
    }

    private static let wellFormed = [
        "{\"a\":-0}", "{\"a\":1.5e-10}", "{\"a\":1E+5}", "{\"a\":0}", "{\"a\":\"\\u0041\\ud800\"}", "{\"\":\"\"}",
        "{\"a\":[[],{},[{}]]}",
        " { } ", "{\"a\":\(String(repeating: "9", count: 100_000))}", "{\"a\":1e999999}",
        "{\"a\":\"\(String(repeating: "x", count: 500_000))\"}",
    ]

    @Test(arguments: wellFormed)
    func whatIsJSONIsPassedOver(text: String) {
        #expect(Answer.read(Array(stream(text, delta(#""content":"a""#)).utf8)).failure == nil)
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"choices\":", "{\"choices\":[", "{\"choices\":[{\"delta\":{\"content\":["])
    func endlessNestingIsRefused(opening: String) {
        let deep = String(repeating: opening, count: 100_000 / opening.utf8.count)
        #expect(Answer.read(Array(stream(deep).utf8)).failure == .protocol)
        #expect(Answer.read(Array(deep.utf8)).failure == .protocol)
    }

    @Test func nestingWithinReasonIsTaken() {
        let deep = String(repeating: "[", count: 120) + String(repeating: "]", count: 120)
        #expect(
            Answer.read(Array(stream(#"{"x":\#(deep),"choices":[{"delta":{"content":"a"}}]}"#).utf8)).content == "a")
    }

    @Test(arguments: 0..<24)
    func whatEndsPlainTextIsFoundWhereverItStands(count: Int) {
        let plain = String(repeating: "é", count: count / 2) + String(repeating: "x", count: count)
        let after = String(repeating: "~", count: 9)
        #expect(Answer.read(Array(stream(delta(#""content":"\#(plain)""#)).utf8)).content == plain)
        let escaped = Array(stream(delta(#""content":"\#(plain)\"\\\#(after)""#)).utf8)
        #expect(Answer.read(escaped).content == plain + "\"\\" + after)
        for control in ["\u{0}", "\t", "\u{1F}"] {
            let body = Array(stream(delta(#""content":"\#(plain)\#(control)\#(after)""#)).utf8)
            #expect(Answer.read(body).failure == .protocol)
        }
    }

    @Test func aMillionEmptyChunksGiveNothing() {
        var reader = CompletionReader(provider: "test", isEventStream: true)
        let chunks = Array(String(repeating: "data: \(delta(#""content":"""#))\n\n", count: 100).utf8)
        for _ in 0..<100 {
            reader.feed(chunks.span)
            #expect(reader.take().parts.isEmpty)
        }
    }

    /// Changes a byte, takes some away or doubles some, at places that are the same in each run.
    private static func mutated(_ body: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var body = body
        for _ in 0...generator.next(upperBound: 4 as UInt64) where !body.isEmpty {
            let index = Int.random(in: body.indices, using: &generator)
            let end = min(body.count, index + Int.random(in: 1...8, using: &generator))
            switch generator.next(upperBound: 4 as UInt64) {
            case 0: body[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: body.removeSubrange(index..<end)
            case 2: body.insert(contentsOf: body[index..<end], at: index)
            default: body[index] = Array("{}[]\",:\\u0dn\n\r ".utf8).randomElement(using: &generator) ?? 0
            }
        }
        return body
    }

    @Test(arguments: 0..<3 as Range<UInt64>)
    func changedAnswersAreReadTheSameInAnySplit(seed: UInt64) async {
        var generator = SeededGenerator(Int(seed))
        for given in answerCases + failureCases {
            await Task.yield()
            for _ in 0..<10 {
                let body = Self.mutated(given.body, &generator)
                let whole = Answer.read(body)
                #expect(Answer.read(body, cutAt: Array(body.indices)) == whole, "\(body)")
                #expect(Answer.read(body, cutAt: randomCuts(body.count, seed: seed)) == whole, "\(body)")
            }
        }
    }
}
