import Hummingbird
import ParleyCore
import ParleyTeam

/// The pages around the chat: one's account, the admin's sections, an invitation.
struct TeamPageController {
    static let sections: Set<String> = [
        "people", "invites", "providers", "models", "limits", "usage", "sessions", "audit", "health",
    ]

    let pages: Pages

    @Sendable func invite(_ request: Request, _ context: OpenContext) async throws -> Response {
        pages.page("invite", title: "Invitation – Parley", [:])
    }

    @Sendable func account(_ request: Request, _ context: SignedInContext) async throws -> Response {
        pages.page("account", title: "Your account – Parley", ["person": PersonView.values(of: context.person)])
    }

    @Sendable func admin(_ request: Request, _ context: SignedInContext) async throws -> Response {
        Redirect.to("/admin/people")
    }

    @Sendable func section(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let section = try context.parameters.require("section")
        guard Self.sections.contains(section) else { throw ParleyError.notFound }
        return pages.page(
            "admin", title: "Administration – Parley",
            ["person": PersonView.values(of: context.person), "section": section])
    }
}
