import Foundation
import ParleyCore
import ParleyWire
import Testing

struct CompletionRequestBodyTests {
    private func body(_ messages: [PromptMessage], _ params: [String: CompletionParams.Value] = [:]) throws -> [UInt8] {
        CompletionRequestBody.bytes(
            of: CompletionRequest(
                provider: "p", model: "m/\"1\"", messages: messages, params: try CompletionParams(params)))
    }

    @Test func aRequestIsWrittenInAFixedOrder() throws {
        let written = try body(
            [PromptMessage(role: .system, content: "Be brief."), PromptMessage(role: .user, content: "Hi")],
            [
                "seed": .integer(7), "temperature": .number(0.7), "stop": .texts(["a", "b"]),
                "reasoning_effort": .text("low"),
            ])
        #expect(
            String(decoding: written, as: UTF8.self)
                == #"{"model":"m/\"1\"","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}],"#
                + #""stream":true,"stream_options":{"include_usage":true},"temperature":0.7,"seed":7,"stop":["a","b"],"reasoning_effort":"low"}"#
        )
    }

    @Test func anyTextComesThroughUnchanged() throws {
        let text = (0..<0x250).compactMap(Unicode.Scalar.init).map(String.init).joined() + "\u{2028}😀\u{FFFD}</script>"
        let read = try #require(
            try JSONSerialization.jsonObject(with: Data(body([PromptMessage(role: .user, content: text)])))
                as? [String: Any])
        let messages = try #require(read["messages"] as? [[String: String]])
        #expect(messages == [["role": "user", "content": text]])
    }

    @Test func nothingIsSentThatWasNotSet() throws {
        let read = try #require(try JSONSerialization.jsonObject(with: Data(body([]))) as? [String: Any])
        #expect(Set(read.keys) == ["model", "messages", "stream", "stream_options"])
    }
}
