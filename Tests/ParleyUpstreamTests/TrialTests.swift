import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// Providers that are asked before they are set up.
struct TrialTests {
    private let client = UpstreamClient(environment: [:])

    private func provider(_ server: FaultServer, key: Provider.KeySource = .none) -> Provider {
        Provider(name: "draft", baseURL: server.url + "/v1", key: key, headers: ["X-Secret": "canary-value"])
    }

    @Test func aDraftIsAskedWithItsOwnKeyAndNothingIsKept() async throws {
        let server = try FaultServer(.readRequest, .send(answer("200 OK", #"{"data":[{"id":"a"}]}"#)))
        let models = try await client.tryOut(provider(server, key: .value("sk-1")), seconds: 5)
        #expect(models.map(\.id) == ["a"])
        #expect(server.requests.first?.contains("\r\nAuthorization: Bearer sk-1\r\n") == true)
        let failure = await #expect(throws: ReplyFailure.self) { try await client.listModels(of: "draft") }
        #expect(failure?.code == .providerUnavailable)
    }

    @Test func aSilentServerIsNotWaitedForLonger() async throws {
        let server = try FaultServer(.readRequest, .awaitClose)
        let begin = ContinuousClock.now
        let failure = await #expect(throws: ReplyFailure.self) {
            try await client.tryOut(provider(server), seconds: 0.3)
        }
        #expect(failure?.code == .timeout)
        #expect(ContinuousClock.now - begin < .seconds(3))
    }

    @Test func aRedirectIsSaidAndNotFollowed() async throws {
        let other = try FaultServer(.readRequest, .send(answer("200 OK", #"{"data":[]}"#)))
        let server = try FaultServer(
            .readRequest, .send("HTTP/1.1 302 Found\r\nLocation: \(other.url)/v1/models\r\nContent-Length: 0\r\n\r\n"))
        let failure = await #expect(throws: ReplyFailure.self) { try await client.tryOut(provider(server), seconds: 5) }
        #expect(failure?.message.contains("redirects elsewhere (HTTP 302)") == true)
        #expect(other.connections.isEmpty)
    }

    @Test func whatIsSecretIsNotQuotedBack() async throws {
        let words = #"{"error":{"message":"Bad key sk-canary-1 or canary-value"}}"#
        let server = try FaultServer(.readRequest, .send(answer("401 Unauthorized", words)))
        let failure = await #expect(throws: ReplyFailure.self) {
            try await client.tryOut(provider(server, key: .value("sk-canary-1")), seconds: 5)
        }
        #expect(failure?.code == .auth)
        #expect(failure?.providerMessage == "Bad key ••• or •••")
    }

    @Test func aKeyThatCannotBeReadIsSaidAndNothingIsSent() async throws {
        let server = try FaultServer(.readRequest, .send(answer("200 OK", #"{"data":[]}"#)))
        let failure = await #expect(throws: ReplyFailure.self) {
            try await client.tryOut(provider(server, key: .unreadable("it cannot be decrypted")), seconds: 5)
        }
        #expect(failure?.message == "The API key of the provider draft is missing: it cannot be decrypted.")
        #expect(server.connections.isEmpty)
    }

    @Test func theLibrarySaysWhichItIs() {
        #expect(CurlVersion.text.hasPrefix("libcurl/"))
    }
}
