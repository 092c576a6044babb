import ParleyCore
import ParleyWire
import Testing

struct CompletionReaderTests {
    @Test(arguments: answerCases + failureCases)
    func anAnswerIsReadAsItIsMeant(_ given: AnswerCase) {
        #expect(Answer.read(given.body) == given.answer)
    }

    @Test(arguments: answerCases + failureCases)
    func theSameAnswerByteByByteIsTheSame(_ given: AnswerCase) {
        #expect(Answer.read(given.body, cutAt: Array(given.body.indices)) == given.answer)
    }

    @Test(arguments: answerCases + failureCases)
    func theSameAnswerInAnySplitIsTheSame(_ given: AnswerCase) {
        for seed in 1...20 as ClosedRange<UInt64> {
            let cuts = randomCuts(given.body.count, seed: seed)
            #expect(Answer.read(given.body, cutAt: cuts) == given.answer, "cut at \(cuts)")
        }
    }

    @Test(arguments: answerCases + failureCases)
    func theContentTypeOfAnAnswerDecidesNothing(_ given: AnswerCase) {
        #expect(Answer.read(given.body, isEventStream: false) == given.answer)
    }

    @Test func textThatIsNoEventStreamIsTakenForWhatItSays() {
        let body = Array("Bad gateway".utf8)
        let answer = Answer.read(body, isEventStream: false)
        #expect(answer.failure == .protocol)
        #expect(answer.words == "Bad gateway")
    }

    @Test func aCharacterCutBetweenChunksIsWhole() {
        // A tokenizer that works on bytes gives half of "é" in each of two chunks.
        let body = Array(stream(delta(#""content":"X""#), delta(#""content":"Y""#)).utf8)
        let cut = body.flatMap { $0 == 0x58 ? [0x61, 0xC3] : $0 == 0x59 ? [0xA9, 0x62] : [$0] }
        #expect(Answer.read(cut).content == "aéb")
        #expect(Answer.read(cut, cutAt: Array(cut.indices)).content == "aéb")
    }

    @Test func halfACharacterAtTheEndIsNotLost() {
        let body = Array(stream(delta(#""content":"X""#)).utf8).flatMap { $0 == 0x58 ? [0xF0, 0x9F] : [$0] }
        #expect(Answer.read(body).content == "\u{FFFD}")
        #expect(Answer.read(body, cutAt: Array(body.indices)).content == "\u{FFFD}")
    }

    @Test func whatArrivesTogetherIsOnePart() {
        var reader = CompletionReader(provider: "test", isEventStream: true)
        let body = Array(stream(delta(#""reasoning":"t""#), delta(#""content":"a""#), delta(#""content":"b""#)).utf8)
        reader.feed(body.span)
        #expect(reader.take().parts == [.reasoning("t"), .text("ab")])
        #expect(reader.take().parts.isEmpty)
    }

    @Test(arguments: [
        (": comment\n\n", CompletionReader.Progress.none),
        ("data: \(delta(#""role":"assistant","content":"""#))\n\n", .none),
        ("data: {\"choices\":[]}\n\n", .none),
        ("data: \(delta(#""role":"assistant","content":null,"tool_calls":[]"#))\n\n", .none),
        ("data: \(delta(#""content":"a""#))\n\n", .some),
        ("data: \(delta(#""reasoning":"t""#))\n\n", .some),
        ("data: \(delta(#""tool_calls":[{"index":0}]"#))\n\n", .some),
        ("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n", .finishing),
    ])
    func onlyWhatBelongsToTheAnswerIsProgress(event: String, progress: CompletionReader.Progress) {
        var reader = CompletionReader(provider: "test", isEventStream: true)
        reader.feed(Array(event.utf8).span)
        #expect(reader.take().progress == progress)
        #expect(reader.take().progress == .none)
    }

    @Test func aLineWithoutEndFails() {
        var reader = CompletionReader(provider: "test", isEventStream: true)
        let piece = [UInt8](repeating: 0x64, count: 16 << 10)
        for _ in 0..<65 { reader.feed(piece.span) }
        #expect(reader.failure?.code == .protocol)
        #expect(reader.isOver)
    }

    @Test func aDocumentWithoutEndFails() {
        var reader = CompletionReader(provider: "test", isEventStream: true)
        let piece = [UInt8](repeating: 0x7B, count: 16 << 10)
        for _ in 0..<513 { reader.feed(piece.span) }
        #expect(reader.failure?.code == .protocol)
    }
}
