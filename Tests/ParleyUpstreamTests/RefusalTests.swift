import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// Answers that are not the stream that was asked for.
struct RefusalTests {
    private func failure(_ text: String) async throws -> ReplyFailure? {
        let server = try FaultServer(.readRequest, .send(text))
        let gathered = await Gathered(client(server.url).ask())
        #expect(gathered.text.isEmpty)
        return gathered.failure
    }

    @Test(arguments: [
        ("401 Unauthorized", ReplyFailure.Code.auth), ("404 Not Found", .notFound),
        ("429 Too Many Requests", .rateLimit),
        ("500 Internal Server Error", .server), ("503 Service Unavailable", .overloaded),
        ("400 Bad Request", .badRequest),
    ])
    func aStatusBecomesACode(status: String, code: ReplyFailure.Code) async throws {
        let failure = try await failure(answer(status, #"{"error":{"message":"because"}}"#))
        #expect(failure?.code == code)
        #expect(failure?.providerMessage == "because")
    }

    @Test func aRefusalThatIsCutIsStillARefusal() async throws {
        let failure = try await failure("HTTP/1.1 429 No\r\nContent-Length: 100\r\n\r\n{\"error\":\"slo")
        #expect(failure?.code == .rateLimit)
    }

    @Test func anEndlessRefusalIsReadOnlyInPart() async throws {
        let server = try FaultServer(
            .readRequest, .send("HTTP/1.1 500 No\r\nConnection: close\r\n\r\n"),
            .flood([UInt8](repeating: 0x78, count: 64 << 10), times: 1_000_000))
        #expect(await Gathered(client(server.url).ask()).failure?.code == .server)
        #expect(try await eventually { server.connections[0].closedAt != nil })
    }

    @Test func aPageIsNoAnswer() async throws {
        let page = "<html><head><title>Welcome to nginx</title></head></html>"
        let failure = try await failure(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n\(page)")
        #expect(failure?.code == .protocol)
        #expect(failure?.providerMessage == "Welcome to nginx")
    }

    @Test func anErrorWithStatus200IsAnError() async throws {
        let failure = try await failure(
            answer("200 OK", #"{"error":{"message":"no such model","code":"model_not_found"}}"#))
        #expect(failure?.code == .notFound)
    }

    @Test func anAnswerThatOnlyClaimsToBeCompressedIsRefused() async throws {
        let failure = try await failure(
            eventHead.replacing("\r\n\r\n", with: "\r\nContent-Encoding: gzip\r\n\r\n") + chunk("\u{1F}"))
        #expect(failure?.code == .truncated || failure?.code == .protocol)
    }

    @Test(arguments: ["\u{1}\u{2}\u{3}\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 nonsense\r\n\r\n"])
    func garbageIsRefused(garbage: String) async throws {
        #expect(try await failure(garbage)?.code == .protocol)
    }

    @Test func endlessHeadersAreRefused() async throws {
        let server = try FaultServer(
            .readRequest, .send("HTTP/1.1 200 OK\r\n"),
            .flood(Array("X-Bomb: \(String(repeating: "x", count: 1_000))\r\n".utf8), times: 1_000_000))
        let failure = await Gathered(client(server.url).ask()).failure
        #expect(failure?.code == .protocol)
        #expect(failure?.message.contains("headers") == true)
        #expect(server.connections[0].sentBytes < 8 << 20)
    }

    @Test(arguments: [301, 302, 307, 308])
    func aRedirectIsNotFollowedAndTheKeyStaysHere(status: Int) async throws {
        let canary = try FaultServer(.readRequest, .send(eventHead + chunk(doneEvent)))
        let server = try FaultServer(
            .readRequest, .send("HTTP/1.1 \(status) Moved\r\nLocation: \(canary.url)/v1\r\nContent-Length: 0\r\n\r\n"))
        let gathered = await Gathered(client(server.url, key: .value("sk-secret")).ask())
        #expect(gathered.failure?.code == .protocol)
        #expect(canary.connections.isEmpty)
    }

    @Test func aKeyThatAProviderQuotesIsNotShown() async throws {
        let server = try FaultServer(
            .readRequest,
            .send(answer("401 No", #"{"error":{"message":"Incorrect API key provided: sk-secret-123."}}"#)))
        let gathered = await Gathered(client(server.url, key: .value("sk-secret-123")).ask())
        #expect(gathered.failure?.providerMessage == "Incorrect API key provided: •••.")
    }

    @Test func aLineOfMoreThanAMebibyteIsRefused() async throws {
        let server = try FaultServer(
            .readRequest, .send(openHead + "data: "), .flood([UInt8](repeating: 0x78, count: 64 << 10), times: 1_600))
        let gathered = await Gathered(client(server.url).ask())
        #expect(gathered.failure?.code == .protocol)
        #expect(try await eventually { server.connections[0].closedAt != nil })
        #expect(server.connections[0].sentBytes < 16 << 20)
    }

    @Test func aClosedPortIsToldInPlainWords() async throws {
        let port = try FaultServer.freePort()
        let failure = await Gathered(client("http://127.0.0.1:\(port)").ask()).failure
        #expect(failure?.code == .unreachable)
        #expect(failure?.message == "The model server at 127.0.0.1:\(port) did not answer: connection refused.")
    }

    @Test(arguments: [
        "file:///etc", "gopher://127.0.0.1", "ftp://127.0.0.1", "smb://127.0.0.1/x", "telnet://127.0.0.1",
    ])
    func onlyHTTPIsSpoken(url: String) async {
        let failure = await Gathered(client(url).ask()).failure
        #expect(failure?.code == .protocol)
        #expect(failure?.message.contains("Protocol \"\(url.prefix { $0 != ":" })\"") == true)
    }

    @Test(arguments: ["not a url", "http://127.0.0.1:99999", "http://127.0.0.1/a b"])
    func whatIsNoAddressIsToldSo(url: String) async {
        #expect(await Gathered(client(url).ask()).failure?.code == .providerUnavailable)
    }
}
