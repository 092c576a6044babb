import ParleyWire
import Testing

struct EventFrameTests {
    private func text(_ fill: (inout [UInt8]) -> Void) -> String {
        var output: [UInt8] = []
        fill(&output)
        return String(decoding: output, as: UTF8.self)
    }

    private func text(_ output: inout StreamOutput) -> String {
        var bytes: [UInt8] = []
        while let piece = output.take() { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func aFrameHasItsNameItsNumberAndItsData() {
        var output = StreamOutput()
        output.append("message", id: 7) { json in json.object { $0.field("a", 1) } }
        output.append("people") { json in json.object { $0.field("b", 2) } }
        output.append { json in json.object { $0.field("c", 3) } }
        EventFrame.append(data: Array(#"{"d":4}"#.utf8), to: &output.bytes)
        #expect(
            text(&output) == """
                event: message
                id: 7
                data: {"a":1}

                event: people
                data: {"b":2}

                data: {"c":3}

                data: {"d":4}


                """)
        #expect(output.isEmpty && !output.isBegun)
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
