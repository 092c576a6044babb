import Hummingbird
import ParleyCore
import ParleyLive
import ParleyTeam
import ParleyWire

/// Several people in one conversation.
struct SharingController {
    let conversations: Conversations

    @Sendable func show(_ request: Request, _ context: SignedInContext) async throws -> Response {
        Self.answer(try await conversations.sharing(of: try context.conversationID(), for: context.person))
    }

    @Sendable func update(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(AccessBody.self)
        let access = try Request.teamAccess(body.access)
        let sharing = try await conversations.share(
            try context.conversationID(), with: try context.personID(), access: access, by: context.caller)
        return Self.answer(sharing)
    }

    @Sendable func delete(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await conversations.unshare(
            try context.conversationID(), with: try context.personID(), by: context.caller)
        return .noContent
    }

    @Sendable func join(_ request: Request, _ context: SignedInContext) async throws -> Response {
        .json(try await conversations.join(try context.conversationID(), by: context.person).json)
    }

    @Sendable func markRead(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(ReadBody.self)
        try await conversations.markRead(try context.conversationID(), upTo: body.revision, by: context.person)
        return .noContent
    }

    @Sendable func type(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(TypingBody.self)
        try await conversations.note(typing: body.typing, in: try context.conversationID(), by: context.person)
        return .noContent
    }

    private static func answer(_ sharing: Sharing) -> Response {
        var json = JSONWriter()
        json.sharing(sharing)
        return .json(json.bytes)
    }
}

extension Request {
    static func teamAccess(_ text: String) throws(ParleyError) -> TeamAccess {
        guard let access = TeamAccess(rawValue: text) else {
            throw ParleyError(.invalid, "An access is none, read or write.")
        }
        return access
    }
}
