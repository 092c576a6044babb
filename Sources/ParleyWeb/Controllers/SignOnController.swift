import HTTPTypes
import Hummingbird
import ParleyCore
import ParleyTeam

/// To the provider of single sign-on and back.
struct SignOnController {
    let signOn: SignOn?
    let settings: WebSettings
    let loginPage: LoginPage

    @Sendable func begin(_ request: Request, _ context: OpenContext) async throws -> Response {
        let signOn = try requireSignOn(request)
        let next = Redirect.localPath(request.query("next"))
        do {
            let begun = try await signOn.begin(
                next: next, redirectURI: redirectURI(request, context), address: context.address)
            var response = Redirect.to(begun.location)
            response.headers[.setCookie] = SignOnCookie.setting(begun.browser, isHTTPS: context.isHTTPS)
            return response
        } catch {
            return loginPage.refusal(error, next: next)
        }
    }

    @Sendable func finish(_ request: Request, _ context: OpenContext) async throws -> Response {
        let signOn = try requireSignOn(request)
        var response: Response
        do {
            let (signedIn, next) = try await signOn.finish(back(request, context))
            response = Redirect.to(next)
            response.headers[.setCookie] = SessionCookie.setting(signedIn.session, isHTTPS: context.isHTTPS)
        } catch {
            response = loginPage.refusal(error, next: nil)
        }
        response.headers.append(
            HTTPField(name: .setCookie, value: SignOnCookie.clearing(isHTTPS: context.isHTTPS)))
        return response
    }

    /// Asking for the head alone would use up what it begins.
    private func requireSignOn(_ request: Request) throws -> SignOn {
        guard let signOn else { throw ParleyError.notFound }
        guard request.method == .get else {
            throw ParleyError(.methodNotAllowed, "Single sign-on is for browsers, with GET.")
        }
        return signOn
    }

    /// What the provider must know this server's address by.
    private func redirectURI(_ request: Request, _ context: OpenContext) -> String {
        let own = "\(context.isHTTPS ? "https" : "http")://\(request.head.authority ?? "localhost")"
        return (settings.publicOrigin ?? own) + "/sso/callback"
    }

    private func back(_ request: Request, _ context: OpenContext) -> SignOn.Return {
        SignOn.Return(
            code: request.query("code"), state: request.query("state"), error: request.query("error"),
            issuer: request.query("iss"), browser: SignOnCookie.value(in: request, isHTTPS: context.isHTTPS),
            address: context.address, agent: request.agent,
            replacing: SessionCookie.value(in: request, isHTTPS: context.isHTTPS))
    }
}
