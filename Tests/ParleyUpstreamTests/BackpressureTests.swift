import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// Who reads slowly slows the upstream down; nothing piles up and nothing is lost.
struct BackpressureTests {
    @Test func aReaderWhoWaitsHoldsTheUpstreamBackAndThenGetsAll() async throws {
        let line = event(String(repeating: "0123456789", count: 100))
        let times = 5_000
        let server = try FaultServer(
            .readRequest, .send(openHead), .flood(Array(line.utf8), times: times), .send(doneEvent), .awaitClose)
        let parts = client(server.url).ask()
        let steady = Steady()
        #expect(try await eventually { steady.isSteady(server.connections.first?.sentBytes ?? 0) })
        let sent = server.connections[0].sentBytes
        #expect(sent < times * line.utf8.count, "the upstream must have been held back for this test to mean anything")

        var batches: [[ReplyPart]] = []
        while let batch = try await parts.next() { batches.append(batch) }
        let sizes = batches.map { $0.reduce(0) { $0 + $1.byteCount } }
        #expect((sizes.max() ?? 0) < 512 << 10, "what waited for the reader is bounded")
        #expect(sizes.first ?? 0 > 200 << 10, "and it was full")
        let text = batches.joined().reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
        #expect(text == String(repeating: "0123456789", count: 100 * times))
    }

    @Test func aPausedAnswerIsNotTakenForAStall() async throws {
        let server = try FaultServer(
            .readRequest, .send(openHead),
            .flood(Array(event(String(repeating: "x", count: 1_000)).utf8), times: 5_000),
            .send(doneEvent))
        let parts = client(server.url, timeouts: Provider.Timeouts(idleSeconds: 0.8)).ask()
        let steady = Steady()
        #expect(try await eventually { steady.isSteady(server.connections.first?.sentBytes ?? 0) })
        try await Task.sleep(for: .milliseconds(1_200))
        let gathered = await Gathered(parts)
        #expect(gathered.failure == nil)
        #expect(gathered.text.utf8.count == 5_000_000)
    }
}
