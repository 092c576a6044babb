import Hummingbird
import ParleyCore
import ParleyLive
import ParleyTeam
import ParleyWire

/// Messages that wait for their turn.
struct QueueController {
    let conversations: Conversations

    @Sendable func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let queue = try await conversations.queue(of: try context.conversationID(), for: context.person)
        return .json(JSONWriter.object { $0.queue(queue) })
    }

    @Sendable func delete(_ request: Request, _ context: SignedInContext) async throws -> Response {
        guard let id = QueuedSend.ID(try context.parameters.require("qid")) else { throw ParleyError.notFound }
        try await conversations.unqueue(id, in: try context.conversationID(), by: context.person)
        return .noContent
    }
}
