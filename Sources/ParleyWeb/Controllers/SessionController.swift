import HTTPTypes
import Hummingbird
import ParleyCore
import ParleyTeam
import ParleyWire

/// Coming in and going out.
struct SessionController {
    let people: People

    @Sendable func setUp(_ request: Request, _ context: OpenContext) async throws -> Response {
        let body = try await request.json(SetupBody.self)
        let signedIn = try await people.setUp(
            link: body.token, name: body.name, password: body.password, address: context.address,
            agent: request.agent, replacing: SessionCookie.value(in: request, isHTTPS: context.isHTTPS))
        return .welcome(signedIn, status: .created, isHTTPS: context.isHTTPS)
    }

    @Sendable func create(_ request: Request, _ context: OpenContext) async throws -> Response {
        let body = try await request.json(LoginBody.self)
        let signedIn = try await people.signIn(
            name: body.name, password: body.password, address: context.address, agent: request.agent,
            replacing: SessionCookie.value(in: request, isHTTPS: context.isHTTPS))
        return .welcome(signedIn, status: .noContent, isHTTPS: context.isHTTPS)
    }

    @Sendable func show(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let identity = context.identity
        return .account(identity.person, hasPassword: identity.hasPassword, signedInBy: identity.signedInBy)
    }

    @Sendable func delete(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await people.signOut(context.identity, address: context.address)
        var response = Response.noContent
        response.headers[.setCookie] = SessionCookie.clearing(isHTTPS: context.isHTTPS)
        response.headers[.clearSiteData] = "\"cache\", \"storage\""
        return response
    }
}

extension Request {
    var agent: String { headers[.userAgent] ?? "" }
}
