import HTTPTypes
import ParleyCore

extension RouteTable {
    /// One's own account: name, password, sessions, tokens.
    static let account: [Route] = [
        .known(.get, "account") { $0.teamPageController.account },
        .known(.patch, "api/account", .session) { $0.accountController.rename },
        .known(.put, "api/account/password", .session) { $0.accountController.changePassword },
        .known(.get, "api/account/sessions") { $0.accountController.sessions },
        .known(.delete, "api/account/sessions", .session) { $0.accountController.endOtherSessions },
        .known(.delete, "api/account/sessions/{sid}", .session) { $0.accountController.endSession },
        .known(.get, "api/account/tokens") { $0.accountController.tokens },
        .known(.post, "api/account/tokens", .session) { $0.accountController.createToken },
        .known(.delete, "api/account/tokens/{tid}", .session) { $0.accountController.revokeToken },
        .known(.get, "api/people") { $0.accountController.names },
    ]
}

extension WebParts {
    var accountController: AccountController { AccountController(people: people) }
    var teamPageController: TeamPageController { TeamPageController(pages: pages) }
}
