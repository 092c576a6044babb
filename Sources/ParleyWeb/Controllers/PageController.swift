import HTTPTypes
import Hummingbird
import ParleyCore
import ParleyLive
import ParleyTeam

/// The pages: the chat, signing in, setting up.
struct PageController {
    let pages: Pages
    let people: People
    let conversations: Conversations
    let catalog: ModelCatalog
    let loginPage: LoginPage

    @Sendable func start(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let list = try await sidebar(of: context.person)
        return pages.page("chat", title: "Parley", chat(context.person, list: list, page: nil))
    }

    @Sendable func conversation(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let id = try context.conversationID()
        let before = try request.query("before").map { text throws(ParleyError) in try Request.messageID(text) }
        let page = try await conversations.transcript(id, for: context.person, before: before, limit: 50)
        let list = try await sidebar(of: context.person)
        let title = page.conversation.title ?? "New conversation"
        return pages.page("chat", title: "\(title) – Parley", chat(context.person, list: list, page: page))
    }

    @Sendable func login(_ request: Request, _ context: OpenContext) async throws -> Response {
        if loginPage.signOn == nil, try await people.needsSetup() {
            return pages.page("setup", title: "Setting up – Parley", [:])
        }
        return loginPage.response(next: request.query("next"))
    }

    /// Signing in without JavaScript.
    @Sendable func signIn(_ request: Request, _ context: OpenContext) async throws -> Response {
        let form = try await request.form()
        let name = form["name"] ?? ""
        do {
            let signedIn = try await people.signIn(
                name: name, password: form["password"] ?? "", address: context.address, agent: request.agent,
                replacing: SessionCookie.value(in: request, isHTTPS: context.isHTTPS))
            var response = Redirect.to(Redirect.localPath(form["next"]))
            response.headers[.setCookie] = SessionCookie.setting(signedIn.session, isHTTPS: context.isHTTPS)
            return response
        } catch let error as ParleyError {
            return loginPage.refusal(error, next: form["next"], name: name)
        }
    }

    @Sendable func setup(_ request: Request, _ context: OpenContext) async throws -> Response {
        guard people.passwords.isOn, try await people.needsSetup() else { return Redirect.to("/login") }
        return pages.page("setup", title: "Setting up – Parley", [:])
    }

    private func sidebar(of person: Person) async throws -> [Conversation] {
        try await conversations.list(for: person, archived: false, after: nil, limit: 50).conversations
    }

    private func chat(_ person: Person, list: [Conversation], page: TranscriptPage?) -> [String: Any?] {
        [
            "person": PersonView.values(of: person),
            "conversation": page.map { values(of: $0.conversation) },
            "conversations": list.map { item -> [String: Any] in
                [
                    "id": item.id.string, "title": item.title ?? "New conversation",
                    "isCurrent": item.id == page?.conversation.id,
                ]
            },
            "messages": page?.messages.map(TranscriptView.values(of:)) ?? [],
            "hasMessages": !(page?.messages.isEmpty ?? true),
            "previous": page?.previous?.string,
            "isDemo": catalog.isDemo,
            "whenBusy": conversations.queuesSends ? "queue" : "refuse",
        ]
    }

    private func values(of conversation: Conversation) -> [String: Any] {
        [
            "id": conversation.id.string, "title": conversation.title ?? "New conversation",
            "model": conversation.model ?? "", "provider": conversation.provider ?? "",
            "revision": conversation.revision,
        ]
    }
}
