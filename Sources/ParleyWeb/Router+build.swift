public import Hummingbird
import ParleyCore
public import ParleyLive
public import ParleyTeam

/// Everything the routes stand on.
public struct WebParts: Sendable {
    public var settings: WebSettings
    public var assets: Assets
    public var pages: Pages
    public var people: People
    public var conversations: Conversations
    public var catalog: ModelCatalog
    public var relay: CompletionRelay
    public var feed: LiveFeed
    public var health: Health
    public var memory: @Sendable () -> ProcessMemory

    public init(
        settings: WebSettings, assets: Assets, pages: Pages, people: People, conversations: Conversations,
        catalog: ModelCatalog, relay: CompletionRelay, feed: LiveFeed, health: Health,
        memory: @escaping @Sendable () -> ProcessMemory
    ) {
        self.settings = settings
        self.assets = assets
        self.pages = pages
        self.people = people
        self.conversations = conversations
        self.catalog = catalog
        self.relay = relay
        self.feed = feed
        self.health = health
        self.memory = memory
    }
}

/// Every route, in order, on one page.
public func buildRouter(_ parts: WebParts) -> Router<OpenContext> {
    let router = Router(context: OpenContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: Door(settings: parts.settings, pages: parts.pages))
    addOpenRoutes(parts, to: router)
    addSignedInRoutes(parts, to: router)
    return router
}

/// What answers before anybody has signed in.
private func addOpenRoutes(_ parts: WebParts, to router: Router<OpenContext>) {
    let health = HealthController(health: parts.health)
    let sessions = SessionController(people: parts.people)
    let pages = pageController(parts)

    router.get("healthz", use: health.alive)
    router.get("readyz", use: health.ready)
    router.get("login", use: pages.login)
    router.post("login", use: pages.signIn)
    router.get("setup", use: pages.setup)
    router.post("api/setup", use: sessions.setUp)
    router.post("api/session", use: sessions.create)
    for folder in ["js", "css", "vendor"] {
        router.get("\(folder)/**") { request, _ in
            guard let response = parts.assets.response(for: request.uri.path, request) else {
                throw ParleyError.notFound
            }
            return response
        }
    }
}

/// What answers only to somebody.
private func addSignedInRoutes(_ parts: WebParts, to router: Router<OpenContext>) {
    let known = router.group().add(middleware: SignInRequired(people: parts.people)).group(
        context: SignedInContext.self)
    let metrics = MetricsController(feed: parts.feed, relay: parts.relay, memory: parts.memory)
    let sessions = SessionController(people: parts.people)
    let conversations = ConversationController(conversations: parts.conversations)
    let messages = MessageController(conversations: parts.conversations, feed: parts.feed)
    let events = EventController(conversations: parts.conversations, feed: parts.feed)
    let completions = CompletionController(
        relay: parts.relay, conversations: parts.conversations, feed: parts.feed)
    let models = ModelController(catalog: parts.catalog)
    let search = SearchController(conversations: parts.conversations)
    let pages = pageController(parts)

    known.get("/", use: pages.start)
    known.get("c/{id}", use: pages.conversation)
    known.get("metrics", use: metrics.show)
    known.get("api/session", use: sessions.show)
    known.delete("api/session", use: sessions.delete)
    known.get("v1/models", use: models.listForPrograms)
    known.get("v1/models/**", use: models.showForPrograms)
    known.post("v1/chat/completions", use: completions.create)
    known.get("api/models", use: models.list)
    known.get("api/search", use: search.list)
    known.get("api/events", use: events.stream)
    known.get("api/conversations", use: conversations.list)
    known.post("api/conversations", use: conversations.create)
    known.get("api/conversations/{id}", use: conversations.show)
    known.patch("api/conversations/{id}", use: conversations.update)
    known.delete("api/conversations/{id}", use: conversations.delete)
    known.get("api/conversations/{id}/context", use: conversations.context)
    known.post("api/conversations/{id}/stop", use: conversations.stop)
    known.post("api/conversations/{id}/messages", use: messages.create)
    known.get("api/conversations/{id}/messages/{mid}", use: messages.show)
    known.get("api/conversations/{id}/messages/{mid}/context", use: messages.context)
    known.post("api/conversations/{id}/replies", use: messages.reply)
}

private func pageController(_ parts: WebParts) -> PageController {
    PageController(
        pages: parts.pages, people: parts.people, conversations: parts.conversations, catalog: parts.catalog)
}
