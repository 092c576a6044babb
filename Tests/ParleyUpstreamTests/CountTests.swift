import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// Servers with a tokenizer are asked how many tokens a prompt has.
struct CountTests {
    private let prompt = [PromptMessage(role: .user, content: "Hi")]

    private func server(_ answers: String...) throws -> FaultServer {
        try FaultServer { number in
            number < answers.count ? [.readRequest, .send(answers[number]), .finish] : [.readRequest, .finish]
        }
    }

    private func list(_ owner: String) -> String {
        answer("200 OK", #"{"data":[{"id":"m","owned_by":"\#(owner)","max_model_len":2048}]}"#)
    }

    @Test func vLLMCountsMessages() async throws {
        let server = try server(list("vllm"), answer("200 OK", #"{"count":17,"max_model_len":2048,"tokens":[1]}"#))
        let client = client(server.url)
        _ = try await client.listModels(of: "test")
        #expect(await client.count(prompt, model: "m", provider: "test") == 17)
        #expect(server.requests[1].hasPrefix("POST /tokenize HTTP/1.1\r\n"))
        #expect(server.requests[1].hasSuffix(#"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#))
    }

    @Test func llamaCppCountsTheTextOfItsTemplate() async throws {
        let server = try server(
            list("llamacpp"), answer("200 OK", #"{"default_generation_settings":{"n_ctx":2048}}"#),
            answer("200 OK", #"{"prompt":"<user>Hi</user>"}"#), answer("200 OK", #"{"tokens":[1,2,3]}"#))
        let client = client(server.url)
        _ = try await client.listModels(of: "test")
        #expect(await client.count(prompt, model: "m", provider: "test") == 3)
        #expect(server.requests[2].hasPrefix("POST /apply-template "))
        #expect(server.requests[3].hasSuffix(#"{"content":"<user>Hi</user>","add_special":true,"parse_special":true}"#))
    }

    @Test func nobodyElseIsAsked() async throws {
        let server = try server(list("openai"))
        let client = client(server.url)
        _ = try await client.listModels(of: "test")
        #expect(await client.count(prompt, model: "m", provider: "test") == nil)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["{}", "[]", "no", #"{"tokens":7}"#, #"{"count":"many"}"#])
    func anAnswerWithoutACountIsNone(body: String) async throws {
        let server = try server(list("vllm"), answer("200 OK", body))
        let client = client(server.url)
        _ = try await client.listModels(of: "test")
        #expect(await client.count(prompt, model: "m", provider: "test") == nil)
    }

    @Test func aServerWithoutChatGetsOneText() async throws {
        let legacy = #"data: {"choices":[{"text":"Hello","finish_reason":null}]}"# + "\n\n"
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(legacy + doneEvent) + lastChunk))
        var provider = Provider(name: "test", baseURL: server.url + "/v1")
        provider.api = .completions
        let gathered = await Gathered(UpstreamClient(providers: [provider], environment: [:]).ask())
        #expect(gathered.text == "Hello" && gathered.failure == nil)
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("POST /v1/completions "))
        #expect(
            request.hasSuffix(
                #"{"model":"m","prompt":"User: Hi\n\nAssistant:","stop":"\nUser:","stream":true,"stream_options":{"include_usage":true}}"#
            ))
    }
}
