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
        if let failure = message.failure { return CompletionController.response(to: failure) }
        var response = Response.json(shape.whole(message))
        response.headers[.conversationID] = posted.conversation.id.string
        return response
    }

    /// A failure that comes soon is told by its status.
    private func stream(_ posted: Posted, _ shape: CompletionShape, includesUsage: Bool) async throws -> Response {
        let listener = controller.listener(context)
        let stream = try await controller.conversations.stream(
            of: posted, for: listener, person: context.person, shape: shape, includesUsage: includesUsage)
        if let failure = try await controller.conversations.failure(
            of: posted, before: Self.statusLimit, for: context.person)
        {
            return CompletionController.response(to: failure)
        }
        return StreamAnswer(
            request: request, channel: context.channel, listener: listener, feed: controller.feed,
            runsOnEventLoop: true
        )
        .response(headers: [.conversationID: posted.conversation.id.string], stream: stream)
    }
}
