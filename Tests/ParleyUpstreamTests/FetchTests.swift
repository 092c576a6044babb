import Foundation
import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

struct FetchTests {
    private let client = UpstreamClient(environment: [:])

    @Test func aSmallAnswerIsFetched() async throws {
        let server = try FaultServer(.readRequest, .send(answer("200 OK", "{}")))
        let response = try await client.fetch(FetchRequest(url: server.url + "/x?y=1", headers: ["X-A": "b"]))
        #expect(response == FetchResponse(status: 200, body: Array("{}".utf8)))
        #expect(server.requests.first?.hasPrefix("GET /x?y=1 HTTP/1.1\r\n") == true)
        #expect(server.requests.first?.contains("\r\nX-A: b\r\n") == true)
    }

    @Test(arguments: ["POST", "PUT", "DELETE"])
    func anyMethodIsSent(method: String) async throws {
        let server = try FaultServer(.readRequest, .send(answer("404 Not Found", "no")))
        let response = try await client.fetch(FetchRequest(method, url: server.url, body: Array("hello".utf8)))
        #expect(response.status == 404)
        #expect(server.requests.first?.hasPrefix("\(method) / HTTP/1.1\r\n") == true)
        #expect(server.requests.first?.hasSuffix("\r\n\r\nhello") == true)
    }

    @Test func aUnixSocketIsReached() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "parley-\(UUID().uuidString.prefix(8)).sock")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try FaultServer(unixSocketPath: path) { _ in [.readRequest, .send(answer("200 OK", "here"))] }
        let response = try await client.fetch(FetchRequest(url: "http://parley/status", unixSocketPath: path))
        #expect(response.body == Array("here".utf8))
        #expect(server.requests.first?.hasPrefix("GET /status HTTP/1.1\r\nHost: parley\r\n") == true)
    }

    @Test func aSocketThatIsNotThereIsToldByItsPath() async throws {
        let failure = await #expect(throws: ReplyFailure.self) {
            try await client.fetch(FetchRequest(url: "http://parley/", unixSocketPath: "/nonexistent/parley.sock"))
        }
        #expect(failure?.message == "The server at /nonexistent/parley.sock did not answer: no such file or directory.")
    }

    @Test func anAnswerThatIsTooLongIsRefused() async throws {
        let server = try FaultServer(
            .readRequest, .send("HTTP/1.1 200 OK\r\n\r\n"),
            .flood([UInt8](repeating: 0, count: 1_000), times: 1_000_000))
        let failure = await #expect(throws: ReplyFailure.self) {
            try await client.fetch(FetchRequest(url: server.url, maximumBytes: 100_000))
        }
        #expect(failure?.code == .protocol)
    }

    @Test func anAnswerThatTakesTooLongIsGivenUp() async throws {
        let server = try FaultServer(.readRequest, .send("HTTP/1.1 200 OK\r\n\r\nx"), .awaitClose)
        let failure = await #expect(throws: ReplyFailure.self) {
            try await client.fetch(FetchRequest(url: server.url, totalTimeoutSeconds: 0.2))
        }
        #expect(failure?.code == .timeout)
    }

    @Test func aCancelledTaskGivesTheRequestUp() async throws {
        let server = try FaultServer(.readRequest, .awaitClose)
        let task = Task { [client] in try await client.fetch(FetchRequest(url: server.url)) }
        #expect(try await eventually { server.requests.count == 1 })
        task.cancel()
        await #expect(throws: ReplyFailure.self) { try await task.value }
        #expect(try await eventually { server.connections[0].closedAt != nil })
    }

    @Test func aTaskThatWasCancelledBeforeAsksForNothingLong() async throws {
        let server = try FaultServer(.readRequest, .awaitClose)
        let task = Task { [client] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.fetch(FetchRequest(url: server.url))
        }
        let failure = await #expect(throws: ReplyFailure.self) { try await task.value }
        #expect(failure?.message.hasSuffix("the request was given up.") == true)
    }

    @Test func modelsAreListed() async throws {
        let server = try FaultServer(
            .readRequest, .send(answer("200 OK", #"{"data":[{"id":"a","max_model_len":4096},{"id":"b"}]}"#)))
        let client = ParleyUpstreamTests.client(server.url, key: .value("sk-secret"))
        let models = try await client.listModels(of: "test")
        #expect(models == [ListedModel(id: "a", contextWindow: 4_096), ListedModel(id: "b", contextWindow: nil)])
        #expect(server.requests.first?.hasPrefix("GET /v1/models HTTP/1.1\r\n") == true)
        #expect(server.requests.first?.contains("\r\nAuthorization: Bearer sk-secret\r\n") == true)
    }

    @Test(arguments: [
        ("401 No", "{}", ReplyFailure.Code.auth), ("200 OK", "<html>", .protocol), ("500 No", "", .server),
    ])
    func aListThatIsNoneIsAFailure(status: String, body: String, code: ReplyFailure.Code) async throws {
        let server = try FaultServer(.readRequest, .send(answer(status, body)))
        let failure = await #expect(throws: ReplyFailure.self) {
            try await ParleyUpstreamTests.client(server.url).listModels(of: "test")
        }
        #expect(failure?.code == code)
    }
}
