import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// A stop closes the upstream's socket, whatever the transfer is doing; then nothing follows.
struct AbortTests {
    /// Cancels when the server is where it should be, and checks what came of it.
    private func cancel(_ server: FaultServer, _ client: UpstreamClient, when isThere: () -> Bool) async throws
        -> Gathered
    {
        let parts = client.ask()
        #expect(try await eventually(isThere))
        let start = ContinuousClock.now
        parts.cancel()
        let gathered = await Gathered(parts)
        #expect(gathered.failure == nil)
        #expect(gathered.endedAt - start < .milliseconds(250))
        #expect(try await eventually { server.connections[0].closedAt != nil })
        let closed = try #require(server.connections[0].closedAt)
        #expect(closed - start < .milliseconds(250))
        return gathered
    }

    @Test func aStopBeforeTheHandshakeIsAnswered() async throws {
        let server = try FaultServer(.awaitClose)
        let client = client("https://127.0.0.1:\(server.port)")
        let gathered = try await cancel(server, client) { server.connections.count == 1 }
        #expect(gathered.parts.isEmpty)
    }

    @Test func aStopBeforeTheHead() async throws {
        let server = try FaultServer(.readRequest, .awaitClose)
        let gathered = try await cancel(server, client(server.url)) { server.requests.count == 1 }
        #expect(gathered.parts == [.connected])
    }

    @Test func aStopBetweenHeadAndText() async throws {
        let server = try FaultServer(.readRequest, .send(eventHead), .awaitClose)
        let gathered = try await cancel(server, client(server.url)) { server.connections.first?.sentBytes ?? 0 > 0 }
        #expect(gathered.parts == [.connected])
    }

    @Test func aStopWhileTextFlows() async throws {
        let server = try FaultServer(
            .readRequest, .send(openHead),
            .drip(Array(String(repeating: event("x"), count: 10_000).utf8), pauseMilliseconds: 0))
        _ = try await cancel(server, client(server.url)) { server.connections.first?.sentBytes ?? 0 > 10_000 }
    }

    @Test func aStopWhilePaused() async throws {
        let server = try FaultServer(
            .readRequest, .send(openHead),
            .flood(Array(event(String(repeating: "x", count: 1_000)).utf8), times: 1_000_000))
        let steady = Steady()
        let gathered = try await cancel(server, client(server.url)) {
            steady.isSteady(server.connections.first?.sentBytes ?? 0)
        }
        #expect(gathered.text.utf8.count < 4 << 20)
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
