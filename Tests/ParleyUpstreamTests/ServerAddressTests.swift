import Testing

@testable import ParleyUpstream

struct ServerAddressTests {
    @Test(arguments: [
        "http://localhost", "http://LOCALHOST:1/x", "http://a.localhost", "http://127.0.0.1:11434/v1",
        "http://127.9.9.9",
        "http://[::1]:8080/v1", "http://localhost./",
    ])
    func thisMachineIsReachedWithoutProxy(url: String) {
        #expect(ServerAddress(url: url).isLocal)
    }

    @Test(arguments: [
        "https://api.openai.com/v1", "http://127.example.com", "http://10.0.0.1", "http://127.0.0.1.evil.com",
        "http://[::2]",
    ])
    func othersAreNotThisMachine(url: String) {
        #expect(!ServerAddress(url: url).isLocal)
    }

    @Test func anAddressIsToldWithoutItsSecrets() {
        #expect(
            ServerAddress(url: "https://me:secret@api.example.com:8443/v1?key=secret").label == "api.example.com:8443")
        #expect(ServerAddress(url: "http://127.0.0.1:11434/v1").label == "127.0.0.1:11434")
        #expect(ServerAddress(url: "http://[::1]:8080").label == "[::1]:8080")
        #expect(ServerAddress(url: "http://x", unixSocketPath: "/run/x.sock").label == "/run/x.sock")
        #expect(ServerAddress(url: "::::").label == "an unknown address")
    }
}

struct HeadReaderTests {
    private func read(_ lines: String...) -> TransferHead? {
        var reader = HeadReader()
        for line in lines {
            if case .head(let head) = reader.take(line: line + "\r\n") { return head }
        }
        return nil
    }

    @Test func aHeadIsRead() throws {
        let head = try #require(
            read("HTTP/1.1 429 Too Many", "Content-TYPE:Text/Event-Stream; charset=utf-8", "Retry-After:  7", ""))
        #expect(head.status == 429)
        #expect(head.contentType == "text/event-stream")
        #expect(head.retryAfter == 7)
    }

    @Test func anInterimHeadIsNotTheHead() throws {
        let head = try #require(read("HTTP/1.1 103 Early Hints", "Content-Type: x/y", "", "HTTP/1.1 200", "", ""))
        #expect(head.status == 200)
        #expect(head.contentType.isEmpty)
    }

    @Test func oddLinesDoNoHarm() throws {
        let head = try #require(
            read("HTTP/1.1", ":", "nonsense", "Retry-After: Fri, 31 Dec 1999", "HTTP/1.1 200 OK", "a:b", ""))
        #expect(head.status == 200)
        #expect(head.retryAfter == nil)
    }

    @Test func aHeadWithoutEndIsTooLong() {
        var reader = HeadReader()
        for _ in 0..<64 { _ = reader.take(line: String(repeating: "x", count: 1_023)) }
        guard case .more = reader.take(line: "") else { return }
        guard case .tooLong = reader.take(line: String(repeating: "x", count: 1_023)) else {
            Issue.record("a head of more than 64 KiB was taken")
            return
        }
    }
}
