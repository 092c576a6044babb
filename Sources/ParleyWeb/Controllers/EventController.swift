import HTTPTypes
import Hummingbird
import ParleyCore
import ParleyLive
import ParleyTeam

struct EventController {
    let conversations: Conversations
    let feed: LiveFeed

    @Sendable func stream(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let channel = context.channel
        let conversation = try request.query("conversation").map(Request.conversationID)
        let listener = Listener(
            context.identity, conversationID: conversation,
            hearsHints: true, hangUp: { channel.close(promise: nil) })
        let rendering = try request.rendering()
        let stream = try await conversations.events(
            for: listener, after: try request.revision(), rendering: rendering)
        // Rendering Markdown takes its time, which would be everybody's on an event loop.
        return StreamAnswer(
            request: request, channel: channel, listener: listener, feed: feed, runsOnEventLoop: rendering == .text
        ).response(stream: stream)
    }
}

extension Request {
    /// The revision a listener has: from the query, else as a reconnecting reader of event streams tells it.
    fileprivate func revision() throws(ParleyError) -> Int? {
        guard let text = query("after") ?? headers[HTTPField.Name("Last-Event-ID") ?? .date] else { return nil }
        guard let revision = Int(text), revision >= 0 else {
            throw ParleyError(.invalid, "after must be a revision, a whole number.")
        }
        return revision
    }
}
