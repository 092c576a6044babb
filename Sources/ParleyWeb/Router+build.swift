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
    public var signOn: SignOn?
    public var conversations: Conversations
    public var catalog: ModelCatalog
    public var relay: CompletionRelay
    public var feed: LiveFeed
    public var means: Means
    public var health: Health
    public var memory: @Sendable () -> ProcessMemory
    public var desk: ServerDesk

    public init(
        settings: WebSettings, assets: Assets, pages: Pages, people: People, signOn: SignOn? = nil,
        conversations: Conversations, catalog: ModelCatalog, relay: CompletionRelay, feed: LiveFeed, means: Means,
        health: Health, memory: @escaping @Sendable () -> ProcessMemory, desk: ServerDesk
    ) {
        self.settings = settings
        self.assets = assets
        self.pages = pages
        self.people = people
        self.signOn = signOn
        self.conversations = conversations
        self.catalog = catalog
        self.relay = relay
        self.feed = feed
        self.means = means
        self.health = health
        self.memory = memory
        self.desk = desk
    }
}

/// The router, from the table of routes.
public func buildRouter(_ parts: WebParts) -> Router<OpenContext> {
    let router = Router(context: OpenContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: Door(settings: parts.settings, pages: parts.pages))
    let known = router.group().add(middleware: SignInRequired(people: parts.people)).group(
        context: SignedInContext.self)
    for route in RouteTable.all {
        let path = RouterPath(route.path)
        switch route.handler {
        case .open(let handler): router.on(path, method: route.method, use: handler(parts))
        case .known(let handler):
            let handle = handler(parts)
            let door = route.door
            known.on(path, method: route.method) { request, context in
                try door.require(context.identity)
                let response = try await handle(request, context)
                if route.reads, let id = request.conversationRead(context) {
                    await parts.conversations.noteReading(of: id, by: context.caller)
                }
                return response
            }
        }
    }
    return router
}

extension Route {
    /// It tells what is in a conversation.
    fileprivate var reads: Bool { deed == .read && method == .get }
}

extension Request {
    fileprivate func conversationRead(_ context: SignedInContext) -> Conversation.ID? {
        (context.parameters.get("id") ?? query("conversation")).flatMap(Conversation.ID.init)
    }
}
