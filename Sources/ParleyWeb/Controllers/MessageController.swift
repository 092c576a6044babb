import HTTPTypes
import Hummingbird
import ParleyCore
import ParleyLive
import ParleyStore
import ParleyTeam
import ParleyWire

struct MessageController {
    let conversations: Conversations
    let feed: LiveFeed

    @Sendable func create(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(SendBody.self, upTo: BodyLimit.message)
        var wish = SendWish(
            content: body.content, parentID: try body.parentID.map(Request.messageID),
            model: try body.model.map(Request.modelName), clientID: try Request.clientID(body.clientID))
        wish.beginsAnew = body.beginsAnew ?? false
        if body.ask == false {
            guard let named = conversations.model(namedIn: body.content, for: context.person) else {
                return Self.said(
                    try await conversations.say(wish, in: try context.conversationID(), by: context.person))
            }
            wish.model = named
        }
        switch try await conversations.sendOrQueue(wish, in: try context.conversationID(), by: context.person) {
        case .sent(let posted): return try await answer(posted, to: request, context)
        case .queued(let send, let position):
            let json = JSONWriter.object { json in
                json.key("queued")
                json.queued(send, position: position)
            }
            return .json(json, status: .accepted)
        }
    }

    @Sendable func reply(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(ReplyBody.self)
        let wish = ReplyWish(
            to: try Request.messageID(body.to), model: try body.model.map(Request.modelName),
            continues: try body.continues.map(Request.messageID), clientID: try Request.clientID(body.clientID))
        let posted = try await conversations.reply(wish, in: try context.conversationID(), by: context.person)
        return try await answer(posted, to: request, context)
    }

    @Sendable func show(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let id = try Request.messageID(try context.parameters.require("mid"))
        let message = try await conversations.message(id, in: try context.conversationID(), for: context.person)
        var json = JSONWriter()
        json.message(message, blocks: try request.rendering() == .blocks ? message.renderedBlocks : nil)
        return .json(json.bytes)
    }

    /// What the model saw when it wrote an answer.
    @Sendable func context(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let id = try Request.messageID(try context.parameters.require("mid"))
        let seen = try await conversations.seen(by: id, in: try context.conversationID(), for: context.person)
        return .json(JSONWriter.object { $0.seen(seen) })
    }

    private func answer(_ posted: Posted, to request: Request, _ context: SignedInContext) async throws -> Response {
        guard request.headers[.accept]?.contains("text/event-stream") ?? false else { return Self.accepted(posted) }
        let channel = context.channel
        let listener = Listener(
            context.identity, conversationID: nil, answersIn: posted.conversation.id, hearsHints: false,
            hangUp: { channel.close(promise: nil) })
        let stream = try await conversations.stream(of: posted, for: listener, person: context.person)
        let headers: HTTPFields = [.messageID: posted.assistant.id.string, .userMessageID: posted.user.id.string]
        return StreamAnswer(
            request: request, channel: channel, listener: listener, feed: feed, runsOnEventLoop: true
        )
        .response(headers: headers, stream: stream)
    }

    private static func said(_ said: Said) -> Response {
        .json(
            JSONWriter.object { json in
                json.key("user_message")
                json.message(said.message)
                json.key("assistant_message")
                json.null()
                json.field("revision", said.conversation.revision)
            }, status: .accepted)
    }

    private static func accepted(_ posted: Posted) -> Response {
        .json(
            JSONWriter.object { json in
                json.key("user_message")
                json.message(posted.user)
                json.key("assistant_message")
                json.message(posted.assistant)
                json.field("revision", posted.conversation.revision)
            }, status: .accepted)
    }
}

extension JSONWriter {
    fileprivate mutating func seen(_ seen: SeenContext) {
        let cut = seen.cut
        field("message_id", seen.answer.id.string)
        field("model", seen.answer.model)
        field("provider", seen.answer.provider)
        field("window", cut.window)
        field("reserved_output", cut.reservedOutput)
        field("budget", cut.budget)
        counting(isExact: cut.isExact)
        field("estimated_tokens", cut.estimatedTokens)
        field("prompt_tokens", seen.answer.usage?.promptTokens)
        field("cut_by_provider", cut.isCutByProvider)
        key("params")
        params(cut.params)
        field("system_prompt", seen.instructions.system)
        field("summary", seen.instructions.summary)
        field("trimmed", cut.trimmedCount)
        key("messages")
        array(seen.entries) { json, entry in
            json.object { json in
                json.field("id", entry.id.string)
                json.field("role", entry.role.rawValue)
                json.field("state", entry.isShortened ? "shortened" : "included")
                json.field("tokens", entry.tokens)
                json.field("beginning", entry.beginning)
            }
        }
        field("omitted", seen.omitted)
    }
}
