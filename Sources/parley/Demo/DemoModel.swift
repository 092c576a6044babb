import Foundation
import Hummingbird
import Logging
import NIOCore
import ParleyWire
import ServiceLifecycle

/// The demo model: an OpenAI-compatible upstream in this process, on a loopback port of its own, called like any
/// other. It shows how an answer comes, and says how to connect a real model.
struct DemoModel: Service {
    static let name = "demo"
    static let contextWindow = 8_192

    let install: @Sendable (Int) async -> Void
    let logger: Logger

    func run() async throws {
        let router = Router()
        router.get("v1/models") { _, _ in
            Response.json(#"{"object":"list","data":[{"id":"demo","object":"model","created":0,"owned_by":"parley"}]}"#)
        }
        router.post("v1/chat/completions") { request, _ in
            let body = try await request.body.collect(upTo: 64 << 20)
            let wish = try JSONDecoder().decode(Wish.self, from: Data(body.readableBytesView))
            return stream(DemoAnswer.text(for: wish.messages.last?.content ?? ""))
        }
        var quiet = logger
        quiet.logLevel = .warning
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in await install(channel.localAddress?.port ?? 0) }, logger: quiet)
        try await application.run()
    }

    private struct Wish: Decodable {
        struct Message: Decodable {
            var content: String
        }

        var messages: [Message]
    }

    private func stream(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream"],
            body: ResponseBody { writer in
                for word in DemoAnswer.words(of: text) {
                    try await writer.write(Self.chunk(#"{"content":"#, word))
                    try await Task.sleep(for: .milliseconds(22))
                }
                try await writer.write(ByteBuffer(string: Self.end))
                try await writer.finish(nil)
            })
    }

    private static func chunk(_ key: String, _ word: Substring) -> ByteBuffer {
        var json = JSONWriter()
        json.text(String(word))
        return ByteBuffer(
            string: #"data: {"choices":[{"index":0,"delta":{"content":"# + String(decoding: json.bytes, as: UTF8.self)
                + "}}]}\n\n")
    }

    private static let end = #"""
        data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: [DONE]


        """#
}

extension Response {
    fileprivate static func json(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
