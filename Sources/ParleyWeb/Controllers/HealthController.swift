import Hummingbird
import ParleyCore
import ParleyLive
import ParleyWire

/// For whoever watches over the server.
struct HealthController {
    let health: Health
    let feed: LiveFeed

    @Sendable func alive(_ request: Request, _ context: OpenContext) async throws -> Response {
        .json(JSONWriter.object { $0.field("status", "ok") })
    }

    @Sendable func ready(_ request: Request, _ context: OpenContext) async throws -> Response {
        if let failure = await health.failure() { throw failure }
        return .json(JSONWriter.object { $0.field("status", "ready") })
    }

    @Sendable func metrics(_ request: Request, _ context: SignedInContext) async throws -> Response {
        guard context.person.isAdmin else { throw ParleyError.notFound }
        let text = """
            # HELP parley_generations Answers that are being written now.
            # TYPE parley_generations gauge
            parley_generations \(feed.replyCount)
            # HELP parley_listeners Open live streams.
            # TYPE parley_listeners gauge
            parley_listeners \(feed.listenerCount)

            """
        return Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
