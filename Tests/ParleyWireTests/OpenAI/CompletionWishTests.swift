import Foundation
import ParleyCore
import ParleyWire
import Testing

struct CompletionWishTests {
    private func wish(_ json: String) throws -> CompletionWish { try CompletionWish(Array(json.utf8)) }

    private func passed(_ json: String, model: String = "m") throws -> String {
        String(decoding: try wish(json).body(model: model), as: UTF8.self)
    }

    @Test func whatIsNotKnownStaysAsItCame() throws {
        let tools = #""tools": [ {"type":"function", "x": 1.50, "y":"\u00e9"} ]"#
        let passed = try passed(
            #"{ "model":"local/m", "store":false,"# + tools + #", "messages" : [{"role":"user"}] , "stream":true }"#)
        #expect(passed == #"{"model":"m","# + tools + #","messages" : [{"role":"user"}],"stream":true}"#)
    }

    @Test(arguments: [
        "models", "fallbacks", "route", "extra_body", "preset", "plugins", "context_window_fallbacks", "Model",
        "MODELS",
        "mod\\u0065ls",
    ])
    func fieldsThatNameOtherModelsAreFound(field: String) throws {
        let found = try wish(#"{"model":"m","messages":[1],"\#(field)":null}"#).fieldOfOtherModels
        #expect(found?.lowercased() == (field.contains("u0065") ? "models" : field.lowercased()))
    }

    @Test func ordinaryFieldsNameNoOtherModel() throws {
        let json =
            #"{"model":"m","messages":[{"models":1}],"tools":[],"metadata":{"route":1},"provider":{},"user":"u"}"#
        #expect(try wish(json).fieldOfOtherModels == nil)
    }

    @Test func aModelIsPutInWhereThereIsNone() throws {
        #expect(try passed(#"{"messages":[1]}"#, model: "a\"b") == #"{"model":"a\"b","messages":[1]}"#)
    }

    @Test func theFieldsThatMatterAreRead() throws {
        let wish = try wish(
            #"{"messages":[1],"stream":true,"store":true,"model":"x","stream_options":{"include_usage":true}}"#)
        #expect(wish.isStream && wish.isStored && wish.includesUsage && wish.model == "x")
        let plain = try self.wish(#"{"messages":[1],"stream":null,"model":null}"#)
        #expect(!plain.isStream && !plain.isStored && !plain.includesUsage && plain.model == nil)
    }

    @Test(
        arguments: [
            "", "[]", "null", "{}", "{\"messages\":[]}", "{\"messages\":{}}", "{\"messages\":[1]",
            "{\"messages\":[1]}x",
            "{\"messages\":[1],\"stream\":\"yes\"}", "{\"messages\":[1],\"model\":7}",
            "{\"messages\":[1],\"model\":\"\"}",
            "{\"messages\":[1],\"store\":1}", "{\"messages\":[NaN]}",
        ])
    func whatCannotBeAskedIsToldInWords(json: String) {
        #expect(throws: ParleyError.self) { try wish(json) }
    }

    @Test func deepNestingIsRefused() {
        let deep = "{\"messages\":" + String(repeating: "[", count: 100_000)
        #expect(throws: ParleyError.self) { try wish(deep) }
    }

    @Test func aTalkIsKept() throws {
        let kept = try wish(
            #"{"store":true,"temperature":0.5,"stop":["a"],"metadata":{"x":1},"messages":[{"role":"developer","content":"Be brief."},"#
                + #"{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},"#
                + #"{"role":"user","content":[{"type":"text","text":"How "},{"type":"text","text":"so?"}]}]}"#
        ).kept()
        #expect(kept.systemPrompt == "Be brief." && kept.question == "How so?")
        #expect(kept.history.map(\.content) == ["Hi", "Hello"])
        #expect(kept.params.values == [.temperature: .number(0.5), .stop: .texts(["a"])])
    }

    @Test(
        arguments: [
            #"{"messages":[{"role":"user","content":"x"}],"tools":[]}"#,
            #"{"messages":[{"role":"assistant","content":"x"}]}"#,
            #"{"messages":[{"role":"tool","content":"x"},{"role":"user","content":"x"}]}"#,
            #"{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}"#,
            #"{"messages":[{"role":"user","content":"x"}],"temperature":9}"#,
        ])
    func whatCannotBeKeptIsRefused(json: String) throws {
        let wish = try wish(json)
        #expect(throws: ParleyError.self) { try wish.kept() }
    }
}
