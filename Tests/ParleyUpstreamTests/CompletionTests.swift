import Foundation
import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

struct CompletionTests {
    @Test func anAnswerArrivesWhole() async throws {
        let usage = #"data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}"# + "\n\n"
        let server = try FaultServer(
            .readRequest, .send(eventHead + chunk(event("Hello, ")) + chunk(event("wörld")) + chunk(finishEvent)),
            .send(chunk(usage) + chunk(doneEvent) + lastChunk))
        let gathered = await Gathered(client(server.url).ask())
        #expect(gathered.failure == nil)
        #expect(gathered.text == "Hello, wörld")
        #expect(gathered.parts.first == .connected)
        #expect(gathered.parts.suffix(2) == [.usage(Usage(promptTokens: 3, completionTokens: 2)), .finish("stop")])
    }

    @Test func theRequestIsWhatOpenAISpeaks() async throws {
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(event("a") + doneEvent) + lastChunk))
        let headers = ["X-Extra": "1", "x-conversation-id": "7", "Empty": ""]
        _ = await Gathered(client(server.url, key: .value(" sk-secret\n"), headers: headers).ask("Hi \"you\""))
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
        #expect(request.contains("\r\nAuthorization: Bearer sk-secret\r\n"))
        #expect(request.contains("\r\nContent-Type: application/json\r\n"))
        #expect(request.contains("\r\nAccept-Encoding: identity\r\n"))
        #expect(request.contains("\r\nX-Extra: 1\r\n"))
        #expect(request.contains("\r\nEmpty:\r\n"))
        #expect(request.contains(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/))
        #expect(!request.lowercased().contains("x-conversation-id"))
        #expect(!request.lowercased().contains("expect:"))
        #expect(
            request.hasSuffix(
                #"[{"role":"user","content":"Hi \"you\""}],"stream":true,"stream_options":{"include_usage":true}}"#))
    }

    @Test func aQueryInTheAddressStaysAtItsEnd() async throws {
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(doneEvent)))
        let azure = Provider(name: "test", baseURL: server.url + "/openai/deployments/x?api-version=2024-10-21")
        _ = await Gathered(UpstreamClient(providers: [azure], environment: [:]).ask())
        let line = "POST /openai/deployments/x/chat/completions?api-version=2024-10-21 HTTP/1.1\r\n"
        #expect(server.requests.first?.hasPrefix(line) == true)
    }

    @Test func aLongConversationIsSentWithoutAskingFirst() async throws {
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(event("a") + doneEvent) + lastChunk))
        // From 1 MiB on curl would ask with "Expect: 100-continue" and wait a second for an answer.
        let content = String(repeating: "0123456789", count: 120_000)
        #expect(await Gathered(client(server.url).ask(content)).failure == nil)
        let request = try #require(server.requests.first)
        #expect(request.contains(content))
        #expect(!request.prefix(2_000).lowercased().contains("expect:"))
    }

    @Test func theConnectionIsToldBeforeTheFirstByte() async throws {
        let gate = FaultGate()
        let server = try FaultServer(.readRequest, .wait(gate), .send(eventHead + chunk(event("a") + doneEvent)))
        let parts = client(server.url).ask()
        #expect(try await parts.next() == [.connected])
        gate.open()
        #expect(try await parts.next() == [.text("a")])
    }

    @Test func theEndMarkEndsAnAnswerWhoseConnectionStaysOpen() async throws {
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(event("a") + doneEvent)), .awaitClose)
        let gathered = await Gathered(client(server.url).ask())
        #expect(gathered.text == "a")
        #expect(gathered.failure == nil)
        #expect(try await eventually { server.connections[0].closedAt != nil })
    }

    @Test func eachCompletionHasItsOwnConnection() async throws {
        let server = try FaultServer(
            .readRequest, .send(eventHead + chunk(event("a") + doneEvent) + lastChunk), .awaitClose)
        let client = client(server.url)
        for _ in 0..<3 { _ = await Gathered(client.ask()) }
        #expect(server.connections.count == 3)
    }

    @Test func charactersCutBetweenPacketsAreWhole() async throws {
        let body = Array((openHead + event("é語😀") + doneEvent).utf8)
        let server = try FaultServer(.readRequest, .drip(body, pauseMilliseconds: 0))
        #expect(await Gathered(client(server.url).ask()).text == "é語😀")
    }

    @Test func aHundredContinuesBeforeTheAnswerAreNoAnswer() async throws {
        let continues = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 100)
        let server = try FaultServer(.readRequest, .send(continues + eventHead + chunk(event("a") + doneEvent)))
        #expect(await Gathered(client(server.url).ask()).text == "a")
    }

    @Test func twoHundredAnswersArriveAtOnce() async throws {
        let gate = FaultGate()
        let server = try FaultServer { number in
            [
                .readRequest, .send(eventHead + chunk(event("begin "))), .wait(gate),
                .send((0..<50).map { chunk(event("\($0) ")) }.joined() + chunk(finishEvent + doneEvent) + lastChunk),
            ]
        }
        let client = client(server.url)
        let answers = (0..<200).map { _ in client.ask() }
        #expect(try await eventually { server.connections.count == 200 })
        gate.open()
        let expected = "begin " + (0..<50).map { "\($0) " }.joined()
        for answer in answers {
            let gathered = await Gathered(answer)
            #expect(gathered.text == expected)
            #expect(gathered.failure == nil)
        }
    }

    @Test func aProviderThatIsNotSetUpFailsAtOnce() async throws {
        let client = UpstreamClient(providers: [], environment: [:])
        #expect(await Gathered(client.ask()).failure?.code == .providerUnavailable)
        await #expect(throws: ReplyFailure.self) { try await client.listModels(of: "test") }
    }

    @Test func aProviderThatIsFoundLaterAnswers() async throws {
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(event("a") + doneEvent)))
        let client = UpstreamClient(environment: [:])
        client.setProviders([Provider(name: "test", baseURL: server.url)])
        #expect(await Gathered(client.ask()).text == "a")
    }

    @Test func aShutdownEndsWhatRunsAndRefusesWhatComes() async throws {
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(event("a"))), .awaitClose)
        let client = client(server.url)
        let parts = client.ask()
        #expect(try await eventually { server.connections.first?.request != nil })
        client.shutdown()
        #expect(await Gathered(parts).failure?.code == .providerUnavailable)
        #expect(try await eventually { server.connections[0].closedAt != nil })
        #expect(await Gathered(client.ask()).failure?.code == .providerUnavailable)
    }
}
