import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// Time runs out for a server that says nothing.
struct LimitTests {
    private func gather(
        _ timeouts: Provider.Timeouts, _ steps: FaultStep...
    ) async throws -> (failure: ReplyFailure?, text: String, took: Duration) {
        let server = try FaultServer { _ in [.readRequest] + steps + [.awaitClose] }
        let start = ContinuousClock.now
        let gathered = await Gathered(client(server.url, timeouts: timeouts).ask())
        #expect(try await eventually { server.connections[0].closedAt != nil })
        // By the server's own thread: tasks may wait for other tests to let them run.
        let closed = try #require(server.connections[0].closedAt)
        return (gathered.failure, gathered.text, closed - start)
    }

    @Test func silenceIsATimeout() async throws {
        let (failure, _, took) = try await gather(Provider.Timeouts(firstByteSeconds: 0.3, idleSeconds: 0.1))
        #expect(failure?.code == .timeout)
        #expect(took > .milliseconds(290) && took < .seconds(4))
    }

    @Test func aHeadWithoutAnswerIsAStall() async throws {
        let (failure, _, took) = try await gather(
            Provider.Timeouts(firstByteSeconds: 0.3, idleSeconds: 60), .send(eventHead))
        #expect(failure?.code == .stalled)
        #expect(took > .milliseconds(290) && took < .seconds(4))
    }

    @Test func anAnswerThatStopsIsAStallAndItsTextIsKept() async throws {
        let (failure, text, took) = try await gather(
            Provider.Timeouts(firstByteSeconds: 60, idleSeconds: 0.3), .send(eventHead + chunk(event("kept"))))
        #expect(failure?.code == .stalled)
        #expect(text == "kept")
        #expect(took > .milliseconds(290) && took < .seconds(4))
    }

    @Test(arguments: [": keep-alive\n\n", event(""), "data: {\"choices\":[]}\n\n"])
    func aSignOfLifeIsNoAnswer(sign: String) async throws {
        let timeouts = Provider.Timeouts(firstByteSeconds: 60, idleSeconds: 0.3)
        let (failure, text, took) = try await gather(
            timeouts, .send(openHead + event("kept")),
            .drip(Array(String(repeating: sign, count: 50).utf8), pauseMilliseconds: 1))
        #expect(failure?.code == .stalled)
        #expect(text == "kept")
        #expect(took < .seconds(4))
    }

    @Test func signsOfLifeBeforeTheAnswerDoNotShortenTheWait() async throws {
        let gate = FaultGate()
        let server = try FaultServer(
            .readRequest, .send(openHead + ": waiting\n\n"), .wait(gate), .send(event("a") + doneEvent))
        let parts = client(server.url, timeouts: Provider.Timeouts(firstByteSeconds: 60, idleSeconds: 0.05)).ask()
        async let gathered = Gathered(parts)
        try await Task.sleep(for: .milliseconds(200))
        gate.open()
        #expect(await gathered.text == "a")
        #expect(await gathered.failure == nil)
    }

    @Test func aDripEndsAtTheTotalLimit() async throws {
        let slow = FaultStep.drip(Array(String(repeating: event("x"), count: 100).utf8), pauseMilliseconds: 1)
        let (failure, text, took) = try await gather(Provider.Timeouts(totalSeconds: 0.4), .send(openHead), slow)
        #expect(failure?.code == .timeout)
        #expect(!text.isEmpty)
        #expect(took > .milliseconds(390) && took < .seconds(4))
    }

    @Test func aFinishedAnswerDoesNotWaitForAnOpenConnection() async throws {
        let (failure, _, took) = try await gather(
            Provider.Timeouts(idleSeconds: 0.3), .send(eventHead + chunk(event("a") + finishEvent)))
        #expect(failure == nil)
        #expect(took < .seconds(4))
    }

    @Test func aRefusalDoesNotWaitForAnOpenConnection() async throws {
        let (failure, _, took) = try await gather(
            Provider.Timeouts(idleSeconds: 0.3), .send("HTTP/1.1 500 No\r\n\r\n{\"error\":\"boom\"}"))
        #expect(failure?.providerMessage == "boom")
        #expect(took < .seconds(4))
    }

    @Test func aHandshakeThatIsNotAnsweredIsNoConnection() async throws {
        let server = try FaultServer(.awaitClose)
        let start = ContinuousClock.now
        let client = client("https://127.0.0.1:\(server.port)", timeouts: Provider.Timeouts(connectSeconds: 0.3))
        let gathered = await Gathered(client.ask())
        #expect(gathered.failure?.code == .unreachable)
        #expect(gathered.failure?.message.hasSuffix("did not answer: no connection within 0.3 seconds.") == true)
        #expect(try await eventually { server.connections[0].closedAt != nil })
        let closed = try #require(server.connections[0].closedAt)
        #expect(closed - start < .seconds(4))
        #expect(!gathered.parts.contains(.connected))
    }
}
