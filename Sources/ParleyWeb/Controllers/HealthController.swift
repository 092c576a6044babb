import Hummingbird
import ParleyCore
import ParleyWire

/// For whoever watches over the server.
struct HealthController {
    let health: Health

    @Sendable func alive(_ request: Request, _ context: OpenContext) async throws -> Response {
        .json(JSONWriter.object { $0.field("status", "ok") })
    }

    @Sendable func ready(_ request: Request, _ context: OpenContext) async throws -> Response {
        if let failure = await health.failure() { throw failure }
        return .json(JSONWriter.object { $0.field("status", "ready") })
    }
}
