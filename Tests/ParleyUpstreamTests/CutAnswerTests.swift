import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// An answer that ends without saying so was cut, however politely.
struct CutAnswerTests {
    private func gather(_ steps: FaultStep...) async throws -> Gathered {
        let server = try FaultServer { _ in [.readRequest] + steps }
        return await Gathered(client(server.url).ask())
    }

    @Test func aFinInsideAChunkIsACut() async throws {
        let gathered = try await gather(.send(eventHead + chunk(event("kept")) + "40\r\ndata: {"), .finish)
        #expect(gathered.text == "kept")
        #expect(gathered.failure?.code == .truncated)
    }

    @Test func aFinBetweenChunksIsACut() async throws {
        let gathered = try await gather(.send(eventHead + chunk(event("kept"))), .finish)
        #expect(gathered.text == "kept")
        #expect(gathered.failure?.code == .truncated)
    }

    @Test func aResetIsACut() async throws {
        let gate = FaultGate()
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(event("kept"))), .wait(gate), .reset)
        let parts = client(server.url).ask()
        #expect(try await parts.next() != nil)
        gate.open()
        let rest = await Gathered(parts)
        #expect(rest.failure?.code == .truncated)
        #expect(rest.failure?.message.contains("127.0.0.1:\(server.port)") == true)
    }

    @Test func textThatCameWithAResetIsKept() async throws {
        let gathered = try await gather(.send(eventHead + chunk(event("kept"))), .reset)
        #expect(gathered.text == "kept" || gathered.failure?.code == .unreachable, "the kernel may drop it all")
    }

    @Test func anEndOfTheConnectionIsACutToo() async throws {
        let gathered = try await gather(.send(openHead + event("kept")), .finish)
        #expect(gathered.text == "kept")
        #expect(gathered.failure?.code == .truncated)
    }

    @Test func anOrderlyEndWithoutAnEndMarkIsACut() async throws {
        let gathered = try await gather(.send(eventHead + chunk(event("kept")) + lastChunk))
        #expect(gathered.text == "kept")
        #expect(gathered.failure?.code == .truncated)
    }

    @Test func anEmptyAnswerIsACut() async throws {
        #expect(try await gather(.send(eventHead + lastChunk)).failure?.code == .truncated)
    }

    @Test func aFinishReasonMakesAnAnswerWhole() async throws {
        let gathered = try await gather(.send(eventHead + chunk(event("kept") + finishEvent)), .finish)
        #expect(gathered.failure == nil)
        #expect(gathered.finish == "stop")
    }

    @Test func aConnectionThatClosesWithoutAWordIsNoAnswer() async throws {
        let gathered = try await gather(.finish)
        #expect(gathered.failure?.code == .unreachable)
        #expect(gathered.failure?.message.hasSuffix("did not answer: it closed the connection.") == true)
    }

    @Test func theUpstreamSeesARequestOnceEvenWhenItBreaks() async throws {
        let server = try FaultServer(.readRequest, .reset)
        let client = client(server.url)
        #expect(await Gathered(client.ask()).failure?.code == .unreachable)
        #expect(await Gathered(client.ask()).failure?.code == .unreachable)
        #expect(server.requests.count == 2)
    }
}
