import Foundation
import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// Attempts at a real server that fails first.
struct RetryTests {
    private static let whole = eventHead + chunk(event("Hello")) + chunk(finishEvent + doneEvent) + lastChunk

    /// Answers every connection but the first ones, which it treats as told.
    private func server(_ first: [FaultStep]..., then last: [FaultStep]? = nil) throws -> FaultServer {
        try FaultServer { number in
            number < first.count ? first[number] : last ?? [.readRequest, .send(Self.whole), .finish]
        }
    }

    private func refusal(_ status: String, headers: String = "", _ body: String = "{}") -> [FaultStep] {
        [.readRequest, .send(answer(status, body, headers: headers)), .finish]
    }

    @Test(arguments: ["429 No", "500 No", "502 No", "503 No", "504 No", "408 No", "409 No", "425 No"])
    func whatPassesIsAskedAgain(status: String) async throws {
        let server = try server(refusal(status))
        let gathered = await Gathered(client(server.url, retries: 2).ask())
        #expect(gathered.text == "Hello" && gathered.failure == nil)
        #expect(server.connections.count == 2)
    }

    @Test(arguments: ["400 No", "401 No", "402 No", "403 No", "404 No", "422 No"])
    func whatIsRefusedForGoodIsAskedOnce(status: String) async throws {
        let server = try server(refusal(status))
        let gathered = await Gathered(client(server.url, retries: 2).ask())
        #expect(gathered.failure != nil)
        #expect(server.connections.count == 1)
    }

    /// Titles are asked for once.
    @Test func whatMayNotBeAskedAgainIsNot() async throws {
        let server = try server(refusal("503 No"))
        let request = CompletionRequest(
            provider: "test", model: "m", messages: [PromptMessage(role: .user, content: "Hi")],
            params: CompletionParams(), mayRetry: false)
        #expect(await Gathered(client(server.url, retries: 2).complete(request)).failure?.code == .overloaded)
        #expect(server.connections.count == 1)
    }

    @Test func anExhaustedQuotaIsAskedOnce() async throws {
        let server = try server(refusal("429 No", #"{"error":{"code":"insufficient_quota","message":"pay"}}"#))
        #expect(await Gathered(client(server.url, retries: 2).ask()).failure?.code == .quota)
        #expect(server.connections.count == 1)
    }

    @Test func aConnectionThatBreaksBeforeTheAnswerIsTriedAgain() async throws {
        let server = try server([.readRequest, .finish], [.readRequest, .send("HTTP/1.1 200 O"), .finish])
        let gathered = await Gathered(client(server.url, retries: 2).ask())
        #expect(gathered.text == "Hello" && gathered.failure == nil)
        #expect(server.connections.count == 3)
    }

    @Test func anErrorInTheStreamBeforeItsFirstTokenIsTriedAgain() async throws {
        let error = #"data: {"error":{"message":"Overloaded","code":503}}"# + "\n\n"
        let server = try server([.readRequest, .send(eventHead + chunk(error) + lastChunk), .finish])
        #expect(await Gathered(client(server.url, retries: 2).ask()).text == "Hello")
    }

    /// Another attempt would be another answer.
    @Test func nothingIsTriedAgainAfterTheFirstToken() async throws {
        let error = #"data: {"error":{"message":"Overloaded","code":503}}"# + "\n\n"
        let server = try server([.readRequest, .send(eventHead + chunk(event("Hel") + error) + lastChunk), .finish])
        let gathered = await Gathered(client(server.url, retries: 2).ask())
        #expect(gathered.text == "Hel" && gathered.failure?.code == .overloaded)
        #expect(server.connections.count == 1)
    }

    @Test func itSaysWhatItWaitsFor() async throws {
        let server = try server(refusal("503 No"), refusal("503 No"))
        let parts = await Gathered(client(server.url, retries: 2).ask()).parts
        let attempts = parts.compactMap { if case .retrying(let attempt, _) = $0 { attempt } else { nil } }
        #expect(attempts == [2, 3])
        #expect(parts.filter { $0 == .connecting }.count == 2)
    }

    @Test func itGivesUpAndTellsTheLastReason() async throws {
        let server = try server(refusal("503 No"), then: refusal("500 No", #"{"error":{"message":"broken"}}"#))
        let failure = await Gathered(client(server.url, retries: 2).ask()).failure
        #expect(failure?.code == .server && failure?.providerMessage == "broken")
        #expect(server.connections.count == 3)
    }

    @Test func whatTheProviderAsksToWaitIsWaited() async throws {
        let server = try server(refusal("429 No", headers: "retry-after-ms: 400\r\nRetry-After: 30\r\n"))
        let begin = ContinuousClock.now
        let gathered = await Gathered(client(server.url, retries: 2).ask())
        #expect(gathered.text == "Hello")
        #expect((.milliseconds(400) ..< .seconds(10)).contains(gathered.endedAt - begin))
    }

    @Test func aLongWaitIsToldAndNotWaitedFor() async throws {
        let server = try server(refusal("429 No", headers: "Retry-After: 7200\r\n"))
        let failure = await Gathered(client(server.url, retries: 2).ask()).failure
        #expect(failure?.code == .rateLimit && failure?.message.contains("asks to wait 2 hours") == true)
        #expect(server.connections.count == 1)
    }

    @Test(arguments: ["soon", "-5", "Thu, 01 Jan 1970 00:00:00 GMT", "99999999999999999999999"])
    func aWaitThatMakesNoSenseDoesNoHarm(value: String) async throws {
        let server = try server(refusal("503 No", headers: "Retry-After: \(value)\r\n"))
        let gathered = await Gathered(client(server.url, retries: 2).ask())
        #expect(gathered.text == "Hello" || gathered.failure?.code == .overloaded)
    }

    @Test func aStopEndsTheWaitAtOnce() async throws {
        let server = try server(refusal("429 No", headers: "Retry-After: 50\r\n"))
        let client = client(server.url, retries: 2)
        let parts = client.ask()
        var isWaiting = false
        while !isWaiting, let batch = try await parts.next() {
            isWaiting = batch.contains { if case .retrying = $0 { true } else { false } }
        }
        #expect(isWaiting)
        let begin = ContinuousClock.now
        parts.cancel()
        #expect(try await parts.next() == nil)
        #expect(.now - begin < .seconds(2))
        #expect(server.connections.count == 1)
    }

    @Test func anOptionThatIsNotKnownIsLeftOutAndRememberedSo() async throws {
        let server = try server(refusal("400 No", #"{"detail":"Unknown field: stream_options"}"#))
        let client = client(server.url)
        for _ in 0..<2 { #expect(await Gathered(client.ask()).text == "Hello") }
        #expect(server.connections.count == 3)
        #expect(server.connections.map { $0.request?.contains("stream_options") ?? false } == [true, false, false])
    }

    @Test func theLimitOfAnAnswerIsNamedAsTheModelWants() async throws {
        let words = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
        let server = try server(refusal("400 No", #"{"error":{"message":"\#(words)"}}"#))
        let params = try CompletionParams(["max_tokens": .integer(100)])
        let parts = client(server.url).complete(
            CompletionRequest(
                provider: "test", model: "m", messages: [PromptMessage(role: .user, content: "Hi")], params: params))
        #expect(await Gathered(parts).text == "Hello")
        #expect(
            server.connections.map { $0.request?.contains(#""max_completion_tokens":100"#) ?? false } == [false, true])
    }
}
