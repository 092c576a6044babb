import Foundation
import HTTPTypes
import Hummingbird
import ParleyCore
import ParleyLive
import ParleyWire

/// A completion with `store: true`: a conversation like any other, told in OpenAI's shapes.
struct StoredCompletion {
    private static let statusLimit = Duration.seconds(15)

    let controller: CompletionController
    let request: Request
    let context: SignedInContext

    init(_ controller: CompletionController, _ request: Request, _ context: SignedInContext) {
        self.controller = controller
        self.request = request
        self.context = context
    }

    func answer(_ wish: CompletionWish) async throws -> Response {
        let posted = try await controller.conversations.keep(try wish.kept(), model: wish.model, by: context.person)
        let shape = CompletionShape(
            id: posted.assistant.id.string, model: posted.assistant.model ?? "", created: posted.assistant.createdAt)
        if wish.isStream { return try await stream(posted, shape, includesUsage: wish.includesUsage) }
        let message = try await controller.conversations.ended(posted, for: context.person)
        if let failure = message.unfinished { return told(failure, posted) }
        return told(Response.json(shape.whole(message)), posted)
    }

    private func told(_ failure: ReplyFailure, _ posted: Posted) -> Response {
        told(CompletionController.response(to: failure), posted)
    }

    /// The conversation is there, however its answer ended.
    private func told(_ response: Response, _ posted: Posted) -> Response {
        var response = response
        response.headers[.conversationID] = posted.conversation.id.string
        return response
    }

    /// A failure that comes soon is told by its status.
    private func stream(_ posted: Posted, _ shape: CompletionShape, includesUsage: Bool) async throws -> Response {
        let listener = controller.listener(context)
        let stream = try await controller.conversations.stream(
            of: posted, for: listener, person: context.person, shape: shape, includesUsage: includesUsage)
        if let failure = await stream.failure(before: Self.statusLimit) { return told(failure, posted) }
        return StreamAnswer(
            request: request, channel: context.channel, listener: listener, feed: controller.feed,
            runsOnEventLoop: true
        )
        .response(headers: [.conversationID: posted.conversation.id.string], stream: stream)
    }
}
