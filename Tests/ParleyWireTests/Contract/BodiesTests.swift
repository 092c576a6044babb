import ParleyCore
import ParleyWire
import Testing

struct BodiesTests {
    private func words<Body: Decodable>(_ type: Body.Type, _ json: String) throws -> String {
        let error = try #require(throws: ParleyError.self) { try JSONBody.decode(type, from: json.utf8) }
        #expect(error.code == .invalid)
        return error.message
    }

    private func patch(_ json: String) throws -> ConversationPatchBody {
        try JSONBody.decode(ConversationPatchBody.self, from: json.utf8)
    }

    @Test func aSendIsRead() throws {
        let body = try JSONBody.decode(
            SendBody.self, from: #"{"content":"a\u0000\ud83d\ude00","parent_id":null,"client_id":"c","more":[1]}"#.utf8)
        #expect(body.content == "a\u{0}😀")
        #expect(body.parentID == nil)
        #expect(body.clientID == "c")
        #expect(body.model == nil)
    }

    @Test(arguments: [
        (#"{}"#, "content is missing."), (#"{"content":1}"#, "content must be a text."),
        (#"{"content":null}"#, "content must be a text, not null."),
        (#"{"content":"x","model":[]}"#, "model must be a text."),
        (#"[]"#, "The body must be an object."), (#""x""#, "The body must be an object."),
        ("", "The body is not valid JSON."),
        (#"{"content":"x""#, "The body is not valid JSON."),
        (#"{"content":"\ud83d"}"#, "The body is not valid JSON."), ("nonsense", "The body is not valid JSON."),
    ])
    func aBodyThatIsWrongIsToldInPlainWords(json: String, words: String) throws {
        #expect(try self.words(SendBody.self, json) == words)
    }

    @Test func bytesThatAreNoTextAreRefused() throws {
        let bytes = Array(#"{"content":""#.utf8) + [0xFF, 0xC0] + Array(#""}"#.utf8)
        #expect(throws: ParleyError(.invalid, "The body is not valid JSON.")) {
            try JSONBody.decode(SendBody.self, from: bytes)
        }
    }

    @Test func aDeepBodyIsRefused() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: ParleyError.self) { try JSONBody.decode(SendBody.self, from: deep.utf8) }
    }

    @Test func forTheSystemPromptNullIsNotTheSameAsNothing() throws {
        #expect(try patch("{}").systemPrompt == nil)
        #expect(try patch(#"{"system_prompt":null}"#).systemPrompt == .some(nil))
        #expect(try patch(#"{"system_prompt":"x"}"#).systemPrompt == .some("x"))
    }

    @Test func aPatchSaysOnlyWhatItChanges() throws {
        let body = try patch(#"{"title":"T","archived":false,"pinned":true,"params":{"temperature":0.5}}"#)
        #expect(body.title == "T")
        #expect(body.archived == false)
        #expect(body.pinned == true)
        #expect(body.model == nil)
        #expect(try body.params?.params().values == [.temperature: .number(0.5)])
        #expect(try words(ConversationPatchBody.self, #"{"archived":"yes"}"#) == "archived must be true or false.")
    }

    @Test func paramsAreReadByTheirKinds() throws {
        let json =
            #"{"temperature":1,"top_p":0.25,"stop":["a","b"],"reasoning_effort":"low","seed":null,"max_tokens":7}"#
        let params = try JSONBody.decode(ParamsBody.self, from: json.utf8).params()
        #expect(
            params.values == [
                .temperature: .integer(1), .topP: .number(0.25), .stop: .texts(["a", "b"]),
                .reasoningEffort: .text("low"),
                .maxTokens: .integer(7),
            ])
    }

    @Test(arguments: [
        #"{"temperature":9}"#, #"{"temperature":"hot"}"#, #"{"seed":1e300}"#, #"{"max_tokens":1.5}"#,
        #"{"temperature":[]}"#,
    ])
    func aParamThatIsNotAllowedIsNamed(json: String) throws {
        let body = try JSONBody.decode(ParamsBody.self, from: json.utf8)
        let error = try #require(throws: ParleyError.self) { try body.params() }
        #expect(error.code == .invalid)
        #expect(error.message.contains("params."))
    }

    @Test(arguments: [
        #"{"params":{"temperature":true}}"#, #"{"params":{"temperature":{}}}"#, #"{"params":{"stop":[1]}}"#,
    ])
    func aParamOfAKindThatNoneHasIsNamed(json: String) throws {
        #expect(try words(NewConversationBody.self, json).hasPrefix("params."))
    }

    @Test func aNewConversationNeedsNothing() throws {
        let body = try JSONBody.decode(NewConversationBody.self, from: "{}".utf8)
        #expect(body.title == nil && body.model == nil && body.params == nil && body.clientID == nil)
    }

    @Test func theOtherBodiesAreReadByTheirNames() throws {
        let setup = try JSONBody.decode(SetupBody.self, from: #"{"token":"t","name":"n","password":"p"}"#.utf8)
        #expect([setup.token, setup.name, setup.password] == ["t", "n", "p"])
        let login = try JSONBody.decode(LoginBody.self, from: #"{"name":"n","password":"p"}"#.utf8)
        #expect([login.name, login.password] == ["n", "p"])
        let reply = try JSONBody.decode(ReplyBody.self, from: #"{"to":"m","continues":"c"}"#.utf8)
        #expect([reply.to, reply.continues] == ["m", "c"])
    }
}
