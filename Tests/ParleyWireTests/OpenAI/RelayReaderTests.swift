import ParleyCore
import ParleyWire
import Testing

struct RelayReaderTests {
    private struct Passed: Equatable {
        var text = ""
        var isWhole = false
        var failure: ReplyFailure.Code?
        var usage: Usage?
    }

    private func pass(_ body: String, cutAt step: Int = .max, isEventStream: Bool = true) -> Passed {
        var reader = RelayReader(provider: "p", isEventStream: isEventStream)
        var passed = Passed()
        let bytes = Array(body.utf8)
        var at = 0
        while at < bytes.count {
            let end = min(bytes.count, at + min(step, bytes.count))
            reader.feed(bytes.span.extracting(at..<end))
            passed.text += String(decoding: reader.take().bytes, as: UTF8.self)
            at = end
        }
        passed.text += String(
            decoding: reader.finish(cut: ReplyFailure(.truncated, "It was cut.")), as: UTF8.self)
        passed.isWhole = reader.isWhole
        passed.failure = reader.failure?.code
        passed.usage = reader.usage
        return passed
    }

    private let chunk = #"{"id":"x", "choices":[{"delta":{"content":"a"},"logprobs":{"y":1.0}}],"z":"\u00e9"}"#

    @Test func chunksPassByteForByteAndTidily() {
        let untidy = "\u{FEFF}: hello\r\ndata:\(chunk)\r\n\r\nid: 7\r\ndata: [DONE]"
        for step in [1, 7, .max] {
            let passed = pass(untidy, cutAt: step)
            #expect(passed.text == "data: \(chunk)\n\ndata: [DONE]\n\n")
            #expect(passed.isWhole && passed.failure == nil)
        }
    }

    @Test func anEndMarkIsPutInWhereTheAnswerIsWhole() {
        let finish =
            #"{"choices":[{"delta":{},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#
        let passed = pass("data: \(finish)\n\n")
        #expect(passed.text == "data: \(finish)\n\ndata: [DONE]\n\n")
        #expect(passed.usage == Usage(promptTokens: 3, completionTokens: 4))
    }

    @Test func aCutIsToldAsAnEvent() {
        let passed = pass("data: \(chunk)\n\ndata: {\"choi")
        #expect(passed.text.hasPrefix("data: \(chunk)\n\ndata: {\"error\":{\"message\":\"It was cut.\""))
        #expect(!passed.text.contains("[DONE]") && passed.failure == .truncated)
    }

    @Test func anErrorOfTheirsStaysTheirs() {
        let error = #"{"error":{"message":"overloaded","code":503}}"#
        let passed = pass("event: error\ndata: \(error)\n\n")
        #expect(passed.text == "event: error\ndata: \(error)\n\n" && passed.failure == .overloaded)
    }

    @Test func aDocumentPassesAsItIs() {
        let document = " {\"choices\":[{\"message\":{\"content\":\"a\"}}],\n\"usage\":{\"prompt_tokens\":1}}\n"
        for step in [1, .max] {
            let passed = pass(document, cutAt: step, isEventStream: false)
            #expect(passed.text == document && passed.isWhole)
            #expect(passed.usage?.promptTokens == 1)
        }
    }

    @Test func anEndlessLineIsNotKept() {
        let passed = pass("data: " + String(repeating: "x", count: 3 << 20), cutAt: 16 << 10)
        #expect(passed.failure == .protocol && passed.text.utf8.count < 1_000)
    }
}
