import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// Answers that are passed on as they come.
struct RelayTests {
    private let body = Array(#"{"model":"m","messages":[],"tools":[1]}"#.utf8)

    private func relay(_ client: UpstreamClient) async -> (head: RelayHead?, bytes: String, failure: ReplyFailure?) {
        let gathered = await Gathered(client.relay(RelayRequest(provider: "test", body: body)))
        var head: RelayHead?
        var bytes: [UInt8] = []
        for part in gathered.parts {
            if case .head(let told) = part { head = told }
            if case .bytes(let piece) = part { bytes += piece }
        }
        return (head, String(decoding: bytes, as: UTF8.self), gathered.failure)
    }

    @Test func theBodyGoesOutAndTheEventsComeInUnchanged() async throws {
        let server = try FaultServer(
            .readRequest, .send(eventHead + chunk(event("a") + finishEvent + doneEvent) + lastChunk), .awaitClose)
        let passed = await relay(client(server.url))
        #expect(server.requests[0].hasSuffix(String(decoding: body, as: UTF8.self)))
        #expect(passed.head == RelayHead(status: 200, isEventStream: true, retryAfter: nil))
        #expect(passed.bytes == event("a") + finishEvent + doneEvent && passed.failure == nil)
    }

    @Test func aRefusalPassesWithItsStatusAndWithoutTheKey() async throws {
        let server = try FaultServer(
            .readRequest,
            .send(answer("429 Too Many", #"{"error":{"message":"sk-secret waits"}}"#, headers: "Retry-After: 3\r\n")))
        let passed = await relay(client(server.url, key: .value("sk-secret"), retries: 3))
        #expect(passed.head == RelayHead(status: 429, isEventStream: false, retryAfter: 3))
        #expect(passed.bytes == #"{"error":{"message":"••• waits"}}"# && passed.failure == nil)
        #expect(server.requests.count == 1, "the program decides whether it asks again")
    }

    @Test func aCutStreamEndsWithAnErrorEvent() async throws {
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(event("a"))), .finish)
        let passed = await relay(client(server.url))
        #expect(passed.bytes.hasPrefix(event("a") + "data: {\"error\":") && passed.failure?.code == .truncated)
    }

    @Test func aDocumentThatIsCutIsAFailure() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
        let server = try FaultServer(.readRequest, .send(head + #"{"choices":["#), .finish)
        let passed = await relay(client(server.url))
        #expect(passed.failure?.code == .truncated)
    }
}
