import Foundation
import Hummingbird
import Logging
import ParleyCore
import ParleyTeam

/// Turns a cookie or a token into a person, for everything behind it. Programs get 401, people the login page.
struct SignInRequired: RouterMiddleware {
    typealias Context = OpenContext

    let people: People

    func handle(
        _ request: Request, context: OpenContext, next: (Request, OpenContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.identity = try await people.identify(
            session: SessionCookie.value(in: request, isHTTPS: context.isHTTPS), token: request.bearerToken,
            claim: context.claim, address: context.address)
        guard let identity = context.identity else {
            if request.isForPrograms {
                throw ParleyError.unauthenticated
            }
            return Redirect.toLogin(from: request)
        }
        context.logger[metadataKey: "person"] = "\(identity.person.id)"
        return try await next(request, context)
    }
}

extension Request {
    /// Its answers are for programs, whoever asks.
    var isForPrograms: Bool {
        ["/api", "/v1/", "/metrics"].contains { uri.path.hasPrefix($0) }
    }

    var bearerToken: String? {
        guard let value = headers[.authorization], value.lowercased().hasPrefix("bearer ") else { return nil }
        return String(value.dropFirst(7)).trimmingCharacters(in: .whitespaces)
    }
}
