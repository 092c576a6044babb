import HTTPTypes
import ParleyCore

extension RouteTable {
    /// People, invites, sessions and the audit, for admins; coming in by an invite.
    static let people: [Route] = [
        .open(.get, "invite") { $0.teamPageController.invite },
        .open(.post, "api/invites/look") { $0.inviteController.look },
        .open(.post, "api/invites/accept") { $0.inviteController.accept },
        .known(.get, "admin", .admin) { $0.teamPageController.admin },
        .known(.get, "admin/{section}", .admin) { $0.teamPageController.section },
        .known(.get, "api/admin/people", .admin) { $0.peopleController.list },
        .known(.patch, "api/admin/people/{pid}", .adminSession) { $0.peopleController.update },
        .known(.delete, "api/admin/people/{pid}/sessions", .adminSession) { $0.peopleController.signOut },
        .known(.get, "api/admin/invites", .admin) { $0.inviteController.list },
        .known(.post, "api/admin/invites", .adminSession) { $0.inviteController.create },
        .known(.delete, "api/admin/invites/{iid}", .adminSession) { $0.inviteController.revoke },
        .known(.get, "api/admin/sessions", .admin) { $0.peopleController.sessions },
        .known(.delete, "api/admin/sessions/{sid}", .adminSession) { $0.peopleController.endSession },
        .known(.get, "api/admin/audit", .admin) { $0.auditController.list },
    ]
}

extension WebParts {
    var inviteController: InviteController { InviteController(people: people, settings: settings) }
    var peopleController: PeopleController { PeopleController(people: people) }
    var auditController: AuditController { AuditController(people: people) }
}
