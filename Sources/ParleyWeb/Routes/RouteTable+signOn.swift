import HTTPTypes
import ParleyCore
import ParleyTeam

extension RouteTable {
    /// Single sign-on.
    static let signOn: [Route] = [
        .open(.get, "sso") { $0.signOnController.begin },
        .open(.get, "sso/callback") { $0.signOnController.finish },
    ]
}

extension WebParts {
    var signOnController: SignOnController {
        SignOnController(signOn: signOn, settings: settings, loginPage: loginPage)
    }

    var loginPage: LoginPage { LoginPage(pages: pages, signOn: signOn, passwords: people.passwords) }
}
