import Hummingbird
import ParleyCore
import ParleyTeam

/// The page where people sign in: by a password, by single sign-on, or both.
struct LoginPage {
    let pages: Pages
    let signOn: SignOn?
    let passwords: PasswordSwitch

    func response(next: String?, name: String = "", error: String? = nil) -> Response {
        let next = Redirect.localPath(next)
        return pages.page(
            "login", title: "Sign in – Parley",
            [
                "next": next, "encodedNext": next.percentEncoded, "name": String(name.prefix(100)), "error": error,
                "sso": signOn?.name, "passwords": passwords.isOn,
            ])
    }

    func refusal(_ error: ParleyError, next: String?, name: String = "") -> Response {
        var response = response(next: next, name: name, error: error.message)
        response.status = ErrorAnswer.status(of: error.code)
        if let seconds = error.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
        return response
    }
}
