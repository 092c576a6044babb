import Hummingbird
import ParleyCore
import ParleyLive
import ParleyWire

struct ConversationController {
    let conversations: Conversations

    @Sendable func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let page = try await page(of: request, context.person)
        let running = conversations.running
        return .json(
            JSONWriter.object { json in
                json.key("conversations")
                json.array(page.conversations) { $0.conversation($1, isRunning: running.contains($1.id)) }
                json.field("next_cursor", page.next?.text)
            })
    }

    private func page(of request: Request, _ person: Person) async throws -> ConversationList {
        let (cursor, limit) = (try request.listCursor(), try request.limit(default: 50, most: 200))
        switch request.query("scope") {
        case "team": return try await conversations.teamList(for: person, after: cursor, limit: limit)
        case nil, "own":
            let isArchived = request.query("archived") == "true"
            return try await conversations.list(for: person, archived: isArchived, after: cursor, limit: limit)
        default: throw ParleyError(.invalid, "scope must be own or team.")
        }
    }

    @Sendable func create(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(NewConversationBody.self)
        let wish = NewConversation(
            title: body.title, model: try body.model.map(Request.modelName), systemPrompt: body.systemPrompt,
            params: try body.params?.params() ?? CompletionParams(), clientID: try Request.clientID(body.clientID))
        return .json(try await conversations.create(wish, by: context.person).json, status: .created)
    }

    @Sendable func show(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let before = try request.query("before").map { text throws(ParleyError) in try Request.messageID(text) }
        let page = try await conversations.transcript(
            try context.conversationID(), for: context.person, before: before,
            limit: try request.limit(default: 50, most: 200))
        let rendering = try request.rendering()
        return .json(JSONWriter.object { $0.transcript(page, rendering: rendering) })
    }

    @Sendable func update(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(ConversationPatchBody.self)
        var wish = ConversationWish()
        wish.title = body.title
        wish.model = try body.model.map(Request.modelName)
        wish.systemPrompt = body.systemPrompt
        wish.params = try body.params?.params()
        wish.isArchived = body.archived
        wish.isPinned = body.pinned
        wish.summarizes = body.summarize
        wish.summary = body.summary
        wish.teamAccess = try body.teamAccess.map(Request.teamAccess)
        let id = try context.conversationID()
        return .json(
            try await conversations.change(id, by: context.person, address: context.address, wish).json)
    }

    @Sendable func delete(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await conversations.delete(
            try context.conversationID(), by: context.person, address: context.address)
        return .noContent
    }

    @Sendable func context(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let plan = try await conversations.context(
            of: try context.conversationID(), for: context.person, model: request.query("model"),
            content: request.query("content"))
        return .json(JSONWriter.object { $0.plan(plan) })
    }

    @Sendable func stop(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let stopped = try await conversations.stop(
            try context.conversationID(), by: context.person, address: context.address)
        return .json(
            JSONWriter.object { json in
                json.key("message")
                if let message = stopped.message { json.message(message) } else { json.null() }
                json.field("upstream_closed", true)
                json.field("stop_ms", stopped.milliseconds)
            })
    }
}

extension Conversation {
    var json: [UInt8] {
        var json = JSONWriter()
        json.conversation(self)
        return json.bytes
    }
}

extension JSONWriter {
    mutating func plan(_ plan: ContextPlan) {
        field("window", plan.window.tokens)
        field("reserved_output", plan.window.reservedOutput)
        field("budget", plan.window.budget)
        field("estimated_tokens", plan.estimatedTokens)
        counting(isExact: plan.isExact)
        field("summary", plan.instructions.summary != nil)
        key("messages")
        array(plan.entries) { json, entry in
            json.object { json in
                json.field("id", entry.id?.string)
                json.field("state", entry.state.rawValue)
                json.field("tokens", entry.tokens)
            }
        }
    }
}
