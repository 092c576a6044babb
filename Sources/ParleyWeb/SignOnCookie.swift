import Hummingbird
import ParleyTeam

/// What binds a sign-in at a provider to the browser that began it: without it, a link with somebody else's code would
/// sign people in as somebody else.
enum SignOnCookie {
    private static func name(isHTTPS: Bool) -> String {
        isHTTPS ? "__Host-parley_sso" : "parley_sso"
    }

    static func value(in request: Request, isHTTPS: Bool) -> String? {
        request.cookie(name(isHTTPS: isHTTPS))
    }

    static func setting(_ secret: Secret, isHTTPS: Bool) -> String {
        text(secret.text, seconds: SignOn.life, isHTTPS: isHTTPS)
    }

    static func clearing(isHTTPS: Bool) -> String {
        text("", seconds: 0, isHTTPS: isHTTPS)
    }

    /// Lax, for the provider sends the browser back from another site.
    private static func text(_ value: String, seconds: Int, isHTTPS: Bool) -> String {
        let end = isHTTPS ? "; Secure" : ""
        return "\(name(isHTTPS: isHTTPS))=\(value); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(seconds)\(end)"
    }
}
