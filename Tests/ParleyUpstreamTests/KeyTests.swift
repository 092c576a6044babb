import Foundation
import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// A key reaches its provider and no error.
struct KeyTests {
    private func authorization(_ key: Provider.KeySource, environment: [String: String] = [:]) async throws -> String? {
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(doneEvent)))
        _ = await Gathered(client(server.url, key: key, environment: environment).ask())
        return server.requests.first?.firstMatch(of: /\r\nAuthorization: (.*?)\r\n/).map { String($0.1) }
    }

    private func failure(_ key: Provider.KeySource) async -> ReplyFailure? {
        await Gathered(client("http://127.0.0.1:9", key: key).ask()).failure
    }

    @Test func aKeyIsFoundWhereItIs() async throws {
        #expect(try await authorization(.none) == nil)
        #expect(try await authorization(.value("sk-1")) == "Bearer sk-1")
        #expect(try await authorization(.environment("KEY"), environment: ["KEY": "sk-2"]) == "Bearer sk-2")
    }

    @Test func aFileIsReadAgainWhenItChanges() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "key-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(doneEvent)))
        let client = client(server.url, key: .file(file.path))
        for key in ["sk-old", "sk-new"] {
            try Data("\(key)\n".utf8).write(to: file)
            _ = await Gathered(client.ask())
        }
        #expect(server.requests.map { $0.contains("Bearer sk-old\r\n") } == [true, false])
        #expect(server.requests.map { $0.contains("Bearer sk-new\r\n") } == [false, true])
    }

    @Test func aKeyThatIsMissingIsToldInPlainWords() async {
        let variable = await failure(.environment("NO_SUCH_KEY"))
        #expect(variable?.code == .auth)
        #expect(
            variable?.message
                == "The API key of the provider test is missing: the environment variable NO_SUCH_KEY is not set.")
        #expect(await failure(.file("/nonexistent/key"))?.message.contains("/nonexistent/key") == true)
        #expect(await failure(.file("/tmp"))?.code == .auth)
        #expect(await failure(.value(" \n"))?.code == .auth)
    }

    @Test func aKeyCannotBringItsOwnHeaders() async {
        let failure = await failure(.value("sk-secret\r\nX-Evil: 1"))
        #expect(failure?.code == .auth)
        #expect(failure?.message.contains("sk-secret") == false)
    }

    @Test(arguments: [["X-A": "b\r\nX-Evil: 1"], ["X-A\r\nX-Evil": "1"], ["": "x"], ["X A": "x"], ["X-A": "\u{0}"]])
    func aHeaderCannotBringAnother(headers: [String: String]) async throws {
        let server = try FaultServer(.readRequest, .send(eventHead + chunk(doneEvent)))
        let failure = await Gathered(client(server.url, headers: headers).ask()).failure
        #expect(failure?.code == .providerUnavailable)
        #expect(server.connections.isEmpty)
    }
}
