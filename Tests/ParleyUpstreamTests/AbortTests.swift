import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// A stop closes the upstream's socket, whatever the transfer is doing; then nothing follows.
struct AbortTests {
    /// Cancels when the server is where it should be, three times: the machine may be busy with other tests, so the
    /// fastest counts. What was gathered is checked each time.
    private func cancel(
        _ server: FaultServer, _ client: UpstreamClient, when isThere: (FaultConnection) -> Bool,
        check: (Gathered) -> Void
    ) async throws {
        var fastest = Duration.seconds(60)
        for round in 0..<3 {
            let parts = client.ask()
            #expect(try await eventually { server.connections.count > round && isThere(server.connections[round]) })
            let start = ContinuousClock.now
            parts.cancel()
            let gathered = await Gathered(parts)
            #expect(gathered.failure == nil)
            check(gathered)
            #expect(try await eventually { server.connections[round].closedAt != nil })
            let closed = try #require(server.connections[round].closedAt)
            fastest = min(fastest, max(closed, gathered.endedAt) - start)
        }
        #expect(fastest < .milliseconds(250))
    }

    @Test func aStopBeforeTheHandshakeIsAnswered() async throws {
        let server = try FaultServer(.awaitClose)
        let client = client("https://127.0.0.1:\(server.port)")
        try await cancel(server, client, when: { _ in true }, check: { #expect($0.parts.isEmpty) })
    }

    @Test func aStopBeforeTheHead() async throws {
        let server = try FaultServer(.readRequest, .awaitClose)
        let client = client(server.url)
        try await cancel(server, client, when: { $0.request != nil }, check: { #expect($0.parts == [.connected]) })
    }

    @Test func aStopBetweenHeadAndText() async throws {
        let server = try FaultServer(.readRequest, .send(eventHead), .awaitClose)
        let client = client(server.url)
        try await cancel(server, client, when: { $0.sentBytes > 0 }, check: { #expect($0.parts == [.connected]) })
    }

    @Test func aStopWhileTextFlows() async throws {
        let flow = Array(String(repeating: event("x"), count: 10_000).utf8)
        let server = try FaultServer(.readRequest, .send(openHead), .drip(flow, pauseMilliseconds: 0))
        try await cancel(server, client(server.url), when: { $0.sentBytes > 1_000 }, check: { _ in })
    }

    @Test func aStopWhilePaused() async throws {
        let line = Array(event(String(repeating: "x", count: 1_000)).utf8)
        let server = try FaultServer(.readRequest, .send(openHead), .flood(line, times: 1_000_000))
        var steady = Steady()
        try await cancel(server, client(server.url), when: { steady.isSteady($0.sentBytes) }) { gathered in
            #expect(gathered.text.utf8.count < 4 << 20)
            steady = Steady()
        }
    }

    @Test func aStopRightAtTheStart() async throws {
        let server = try FaultServer(.readRequest, .awaitClose)
        let client = client(server.url)
        for _ in 0..<50 {
            let parts = client.ask()
            parts.cancel()
            #expect(await Gathered(parts).failure == nil)
        }
        #expect(try await eventually { server.connections.allSatisfy(\.isOver) })
    }

    @Test func aStopTwiceAndAfterTheEndIsHarmless() async throws {
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(event("a") + doneEvent)))
        let parts = client(server.url).ask()
        #expect(await Gathered(parts).text == "a")
        parts.cancel()
        parts.cancel()
        #expect(await Gathered(parts).parts.isEmpty)
    }

    @Test func oneStopLeavesTheOthersAlone() async throws {
        let gate = FaultGate()
        let server = try FaultServer(
            .readRequest, .send(eventHead + chunk(event("a"))), .wait(gate), .send(chunk(event("b") + doneEvent)))
        let client = client(server.url)
        let answers = (0..<20).map { _ in client.ask() }
        #expect(
            try await eventually {
                server.connections.count == 20 && server.connections.allSatisfy { $0.sentBytes > 0 }
            })
        for index in stride(from: 0, to: 20, by: 2) { answers[index].cancel() }
        gate.open()
        for index in stride(from: 1, to: 20, by: 2) { #expect(await Gathered(answers[index]).text == "ab") }
    }
}

/// Tells when a number that was growing has stood still for a while.
final class Steady {
    private var last = 0
    private var since = ContinuousClock.now

    func isSteady(_ number: Int) -> Bool {
        if number != last || number == 0 {
            last = number
            since = .now
        }
        return since.duration(to: .now) > .milliseconds(300)
    }
}
