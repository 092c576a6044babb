import Foundation
import ParleyTestSupport
import ParleyWire
import Testing

struct JSONWriterTests {
    private func text(_ fill: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        fill(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private func parsed(_ bytes: [UInt8]) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    }

    @Test func commasStandBetweenAndNowhereElse() {
        let written = text { json in
            json.object { json in
                json.field("a", 1)
                json.key("b")
                json.array([[1, 2], []]) { $0.array($1) { $0.integer($1) } }
                json.key("c")
                json.object { _ in }
                json.field("d", nil as String?)
                json.key("e")
                json.raw(Array("[true]".utf8))
                json.field("f", false)
            }
        }
        #expect(written == #"{"a":1,"b":[[1,2],[]],"c":{},"d":null,"e":[true],"f":false}"#)
    }

    @Test(arguments: 0..<300)
    func foundationReadsBackEveryText(seed: Int) throws {
        var random = SeededGenerator(seed)
        let original = random.text(scalars: seed * 2)
        var json = JSONWriter()
        json.text(original)
        let read = try #require(try parsed(json.bytes) as? String)
        // Compared by scalars: equal strings may differ in them.
        #expect(Array(read.unicodeScalars) == Array(original.unicodeScalars))
    }

    @Test(arguments: [
        "</script><!--", "\u{0}", #"\"#, #"\\""#, #"\u0041"#, "\r\n\r\n", "data: x\n\n", "e\u{301}", "\u{10FFFF}",
        String(repeating: "\"\\\n", count: 10_000),
    ])
    func foundationReadsBackANastyText(original: String) throws {
        var json = JSONWriter()
        json.text(original)
        let read = try #require(try parsed(json.bytes) as? String)
        #expect(Array(read.unicodeScalars) == Array(original.unicodeScalars))
        #expect(!json.bytes.contains { $0 < 0x20 }, "a frame of an event stream is one line")
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "0"), (1, "1"), (0.7, "0.7"), (38.1, "38.1"), (-2.5, "-2.5"), (1e15, "1000000000000000.0"),
        (1e300, "1e+300"), (.leastNonzeroMagnitude, "5e-324"),
        (.nan, "null"), (.infinity, "null"), (-.infinity, "null"), (999_999_999_999_999, "999999999999999"),
    ])
    func aNumberIsWrittenAsJSONKnowsIt(number: Double, written: String) throws {
        #expect(text { $0.number(number) } == written)
        if number.isFinite { #expect(try parsed(Array(written.utf8)) as? Double == number) }
    }

    @Test func aWholeNumberIsWrittenToItsLastDigit() {
        #expect(text { $0.integer(.max) } == "9223372036854775807")
        #expect(text { $0.integer(.min) } == "-9223372036854775808")
    }

    @Test func nilIsNull() {
        let written = text { json in
            json.object { json in
                json.field("a", nil as Int?)
                json.field("b", nil as Double?)
                json.field("c", nil as Date?)
                json.field("d", Date(timeIntervalSince1970: 0))
                json.field("e", "")
            }
        }
        #expect(written == #"{"a":null,"b":null,"c":null,"d":"1970-01-01T00:00:00.000Z","e":""}"#)
    }
}
