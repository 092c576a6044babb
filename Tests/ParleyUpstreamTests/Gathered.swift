import Foundation
import ParleyCore
import ParleyTestSupport
import ParleyUpstream

/// All that came of one completion.
struct Gathered {
    var parts: [ReplyPart] = []
    var failure: ReplyFailure?
    var endedAt = ContinuousClock.now

    var text: String { parts.reduce(into: "") { if case .text(let text) = $1 { $0 += text } } }
    var finish: String? { parts.lazy.compactMap { if case .finish(let word) = $0 { word } else { nil } }.first }

    init(_ parts: ReplyParts) async {
        do throws(ReplyFailure) {
            while let batch = try await parts.next() { self.parts += batch }
        } catch {
            failure = error
        }
        endedAt = .now
    }
}

/// A client whose one provider, "test", is the given server.
func client(
    _ url: String, key: Provider.KeySource = .none, headers: [String: String] = [:],
    timeouts: Provider.Timeouts = Provider.Timeouts(), environment: [String: String] = [:], retries: Int = 0
) -> UpstreamClient {
    let provider = Provider(
        name: "test", baseURL: url + "/v1", key: key, headers: headers, timeouts: timeouts, maximumRetries: retries)
    return UpstreamClient(providers: [provider], environment: environment)
}

extension UpstreamClient {
    func ask(_ content: String = "Hi") -> ReplyParts {
        complete(
            CompletionRequest(
                provider: "test", model: "m", messages: [PromptMessage(role: .user, content: content)],
                params: CompletionParams()))
    }
}

/// Waits until something is so; false after ten seconds.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while !condition() {
        guard .now < end else { return false }
        try await Task.sleep(for: .milliseconds(1))
    }
    return true
}

// MARK: What servers say

let eventHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
/// A body that ends where the connection ends.
let openHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

func event(_ content: String) -> String {
    #"data: {"choices":[{"index":0,"delta":{"content":"\#(content)"},"finish_reason":null}]}"# + "\n\n"
}

let finishEvent = #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\n\n"
let doneEvent = "data: [DONE]\n\n"
let lastChunk = "0\r\n\r\n"

/// One chunk of HTTP's chunked encoding.
func chunk(_ text: String) -> String {
    String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n"
}

func answer(_ status: String, _ body: String, headers: String = "") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}
