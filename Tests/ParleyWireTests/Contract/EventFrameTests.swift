import ParleyWire
import Testing

struct EventFrameTests {
    private func text(_ fill: (inout [UInt8]) -> Void) -> String {
        var output: [UInt8] = []
        fill(&output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func aFrameHasItsNameItsNumberAndItsData() {
        let data = Array(#"{"a":1}"#.utf8)
        #expect(
            text { EventFrame.append("message", id: 7, data: data, to: &$0) }
                == "event: message\nid: 7\ndata: {\"a\":1}\n\n")
        #expect(text { EventFrame.append("people", data: data, to: &$0) } == "event: people\ndata: {\"a\":1}\n\n")
        #expect(text { EventFrame.append(data: data, to: &$0) } == "data: {\"a\":1}\n\n")
    }

    @Test func dataWrittenStraightIntoTheOutputIsTheSame() {
        let frame = text { output in
            EventFrame.append("message", id: 7, to: &output) { json in json.object { $0.field("a", 1) } }
            EventFrame.append("people", to: &output) { json in json.object { $0.field("b", 2) } }
        }
        #expect(frame == "event: message\nid: 7\ndata: {\"a\":1}\n\nevent: people\ndata: {\"b\":2}\n\n")
    }

    @Test func aDeltaIsWrittenAsTheContractSays() throws {
        for (kind, key) in [(EventFrame.DeltaKind.content, "content"), (.reasoning, "reasoning")] {
            let frame = text {
                EventFrame.appendDelta(message: "m-1", offset: 12, kind, escaped: Array(#"a\n\""#.utf8), to: &$0)
            }
            #expect(frame.hasPrefix("event: delta\ndata: {"))
            #expect(frame.hasSuffix("}\n\n"))
            let told = try Sample.object(Array(frame.dropFirst("event: delta\ndata: ".count).utf8))
            #expect(Set(told.keys) == ["message_id", "offset", key])
            #expect(told["message_id"] as? String == "m-1")
            #expect(told["offset"] as? Int == 12)
            #expect(told[key] as? String == "a\n\"")
        }
    }

    @Test func aPieceOfAPlainStreamHoldsItsTextAlone() {
        let piece = Array("né😀".utf8)
        #expect(text { EventFrame.appendPiece(.content, escaped: piece, to: &$0) } == "data: {\"content\":\"né😀\"}\n\n")
        #expect(
            text { EventFrame.appendPiece(.reasoning, escaped: piece, to: &$0) } == "data: {\"reasoning\":\"né😀\"}\n\n")
    }

    @Test func aSignOfLifeIsAComment() {
        #expect(EventFrame.comment == Array(":\n\n".utf8))
        #expect(EventFrame.done == Array("data: [DONE]\n\n".utf8))
    }
}
