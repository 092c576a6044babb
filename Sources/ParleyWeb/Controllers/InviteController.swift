import Hummingbird
import ParleyCore
import ParleyTeam
import ParleyWire

/// Links that let people in: made by admins, used by whoever holds one.
struct InviteController {
    let people: People
    let settings: WebSettings

    @Sendable func look(_ request: Request, _ context: OpenContext) async throws -> Response {
        let body = try await request.json(LinkBody.self)
        var json = JSONWriter()
        json.look(at: try await people.look(at: body.token, address: context.address))
        return .json(json.bytes)
    }

    @Sendable func accept(_ request: Request, _ context: OpenContext) async throws -> Response {
        let body = try await request.json(AcceptBody.self)
        let signedIn = try await people.accept(
            link: body.token, name: body.name, password: body.password, address: context.address,
            agent: request.agent, replacing: SessionCookie.value(in: request, isHTTPS: context.isHTTPS))
        return .welcome(signedIn, status: .created, isHTTPS: context.isHTTPS)
    }

    @Sendable func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        .list("invites", try await people.openInvites()) { json, invite in json.invite(invite) }
    }

    @Sendable func create(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let wish = try await request.json(NewInviteBody.self).wish()
        let (secret, invite) = try await people.invite(wish, by: context.identity, address: context.address)
        let link = "\(origin(of: request, context))/invite#\(secret.text)"
        return .json(
            JSONWriter.object { json in
                json.key("invite")
                json.invite(invite)
                json.field("link", link)
            }, status: .created)
    }

    @Sendable func revoke(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let id = Invite.ID(stored: try context.parameters.require("iid"))
        try await people.revokeInvite(id, by: context.identity, address: context.address)
        return .noContent
    }

    /// Where others reach this server: as it was set, else as the admin does.
    private func origin(of request: Request, _ context: SignedInContext) -> String {
        settings.publicOrigin ?? "\(context.isHTTPS ? "https" : "http")://\(request.head.authority ?? "localhost")"
    }
}

extension NewInviteBody {
    fileprivate func wish() throws(ParleyError) -> InviteWish {
        InviteWish(
            role: try role.map(Person.Role.init(given:)), name: name, note: note,
            person: try personID.map { text throws(ParleyError) in try Request.personID(text) },
            expiresInHours: expiresInHours)
    }
}

extension Person.Role {
    init(given text: String) throws(ParleyError) {
        guard let role = Self(rawValue: text) else {
            throw ParleyError(.invalid, "role must be admin, member or reviewer.")
        }
        self = role
    }
}

extension Request {
    static func personID(_ text: String) throws(ParleyError) -> Person.ID {
        guard let id = Person.ID(text) else { throw ParleyError.notFound }
        return id
    }
}
