import Hummingbird
import ParleyCore

/// The controllers, each made of what it needs.
extension WebParts {
    var pageController: PageController {
        PageController(
            pages: pages, people: people, conversations: conversations, catalog: catalog, loginPage: loginPage)
    }
    var sessionController: SessionController { SessionController(people: people) }
    var healthController: HealthController { HealthController(health: health) }
    var metricsController: MetricsController { MetricsController(feed: feed, relay: relay, memory: memory) }
    var conversationController: ConversationController { ConversationController(conversations: conversations) }
    var sharingController: SharingController { SharingController(conversations: conversations) }
    var queueController: QueueController { QueueController(conversations: conversations) }
    var messageController: MessageController { MessageController(conversations: conversations, feed: feed) }
    var eventController: EventController { EventController(conversations: conversations, feed: feed) }
    var completionController: CompletionController {
        CompletionController(relay: relay, conversations: conversations, feed: feed, means: means)
    }
    var modelController: ModelController { ModelController(catalog: catalog) }
    var searchController: SearchController { SearchController(conversations: conversations) }

    /// A file of the page.
    @Sendable func asset(_ request: Request, _ context: OpenContext) async throws -> Response {
        guard let response = assets.response(for: request.uri.path, request) else { throw ParleyError.notFound }
        return response
    }
}
