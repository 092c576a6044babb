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
            link: body.token, name: body.name, password: body.password, agent: request.agent)
        return welcome(signedIn, status: .created, context: context)
    }

    @Sendable func create(_ request: Request, _ context: OpenContext) async throws -> Response {
        let body = try await request.json(LoginBody.self)
        let signedIn = try await people.signIn(
            name: body.name, password: body.password, address: context.address, agent: request.agent,
            replacing: SessionCookie.value(in: request, isHTTPS: context.isHTTPS))
        return welcome(signedIn, status: .noContent, context: context)
    }

    @Sendable func show(_ request: Request, _ context: SignedInContext) async throws -> Response {
        .json(Self.json(context.person))
    }

    @Sendable func delete(_ request: Request, _ context: SignedInContext) async throws -> Response {
        if let session = SessionCookie.value(in: request, isHTTPS: context.isHTTPS) {
            try await people.signOut(session: session)
        }
        var response = Response.noContent
        response.headers[.setCookie] = SessionCookie.clearing(isHTTPS: context.isHTTPS)
        response.headers[.clearSiteData] = "\"cache\", \"storage\""
        return response
    }

    private func welcome(
        _ signedIn: People.SignedIn, status: HTTPResponse.Status, context: OpenContext
    ) -> Response {
        var response = status == .noContent ? Response.noContent : .json(Self.json(signedIn.person), status: status)
        response.headers[.setCookie] = SessionCookie.setting(signedIn.session, isHTTPS: context.isHTTPS)
        return response
    }

    private static func json(_ person: Person) -> [UInt8] {
        JSONWriter.object { json in
            json.field("id", person.id.string)
            json.field("name", person.name)
            json.field("role", person.role.rawValue)
        }
    }
}

extension Request {
    var agent: String { headers[.userAgent] ?? "" }
}
