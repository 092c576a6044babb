import HTTPTypes
import Hummingbird
import ParleyCore
import ParleyTeam
import ParleyWire

/// One's own account: name, password, sessions, programs' keys.
struct AccountController {
    let people: People

    @Sendable func rename(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(NameBody.self)
        let person = try await people.rename(context.identity, to: body.name, address: context.address)
        return .account(person, hasPassword: context.identity.hasPassword, signedInBy: context.identity.signedInBy)
    }

    @Sendable func changePassword(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(PasswordChangeBody.self)
        let signedIn = try await people.changePassword(
            context.identity, from: body.currentPassword, to: body.newPassword, address: context.address,
            agent: request.agent)
        return .welcome(signedIn, status: .noContent, isHTTPS: context.isHTTPS)
    }

    @Sendable func sessions(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let sessions = try await people.sessions(of: context.identity)
        return .list("sessions", sessions) { json, session in
            json.session(session, isOwn: true, current: context.identity.sessionID)
        }
    }

    @Sendable func endSession(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let id = SignedInSession.ID(stored: try context.parameters.require("sid"))
        try await people.endSession(id, of: context.identity, address: context.address)
        return .noContent
    }

    @Sendable func endOtherSessions(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await people.endOtherSessions(of: context.identity, address: context.address)
        return .noContent
    }

    @Sendable func tokens(_ request: Request, _ context: SignedInContext) async throws -> Response {
        .list("tokens", try await people.tokens(of: context.identity)) { json, token in json.token(token) }
    }

    @Sendable func createToken(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(NewTokenBody.self)
        let (secret, token) = try await people.createToken(
            of: context.identity, name: body.name, expiresInDays: body.expiresInDays, address: context.address)
        var json = JSONWriter()
        json.token(token, secret: secret.text)
        return .json(json.bytes, status: .created)
    }

    @Sendable func revokeToken(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let id = AccessToken.ID(stored: try context.parameters.require("tid"))
        try await people.revokeToken(id, of: context.identity, address: context.address)
        return .noContent
    }

    /// Everybody who may come in, for sharing and for `@`.
    @Sendable func names(_ request: Request, _ context: SignedInContext) async throws -> Response {
        .list("people", try await people.names()) { json, name in json.person(name) }
    }
}

extension Response {
    static func account(
        _ person: Person, hasPassword: Bool, signedInBy: SignInWay, status: HTTPResponse.Status = .ok
    ) -> Response {
        var json = JSONWriter()
        json.account(person, hasPassword: hasPassword, signedInBy: signedInBy)
        return .json(json.bytes, status: status)
    }

    /// Somebody has come in: their cookie, and who they are where that is asked for.
    static func welcome(
        _ signedIn: People.SignedIn, status: HTTPResponse.Status, isHTTPS: Bool
    ) -> Response {
        var response =
            status == .noContent
            ? .noContent
            : account(
                signedIn.person, hasPassword: signedIn.hasPassword, signedInBy: signedIn.signedInBy, status: status)
        response.headers[.setCookie] = SessionCookie.setting(signedIn.session, isHTTPS: isHTTPS)
        return response
    }

    /// An object with one list.
    static func list<Element>(
        _ name: StaticString, _ elements: [Element], _ each: (inout JSONWriter, Element) -> Void
    ) -> Response {
        .json(
            JSONWriter.object { json in
                json.key(name)
                json.array(elements, each)
            })
    }
}
