import HTTPTypes
import ParleyCore

extension RouteTable {
    /// The pages people see.
    static let pages: [Route] = [
        .open(.get, "login") { $0.pageController.login },
        .open(.post, "login") { $0.pageController.signIn },
        .open(.get, "setup") { $0.pageController.setup },
        .known(.get, "/") { $0.pageController.start },
        .known(.get, "c/{id}", to: .read) { $0.pageController.conversation },
    ]

    /// Coming in and going out.
    static let coming: [Route] = [
        .open(.post, "api/setup") { $0.sessionController.setUp },
        .open(.post, "api/session") { $0.sessionController.create },
        .known(.get, "api/session") { $0.sessionController.show },
        .known(.delete, "api/session") { $0.sessionController.delete },
    ]

    /// Conversations and what is said in them.
    static let chat: [Route] = [
        .known(.get, "api/models") { $0.modelController.list },
        .known(.get, "api/search") { $0.searchController.list },
        .known(.get, "api/events", to: .read) { $0.eventController.stream },
        .known(.get, "api/conversations") { $0.conversationController.list },
        .known(.post, "api/conversations") { $0.conversationController.create },
        .known(.get, "api/conversations/{id}", to: .read) { $0.conversationController.show },
        .known(.patch, "api/conversations/{id}", to: .write) { $0.conversationController.update },
        .known(.delete, "api/conversations/{id}", to: .manage) { $0.conversationController.delete },
        .known(.get, "api/conversations/{id}/context", to: .read) { $0.conversationController.context },
        .known(.post, "api/conversations/{id}/stop", to: .write) { $0.conversationController.stop },
        .known(.post, "api/conversations/{id}/messages", to: .write) { $0.messageController.create },
        .known(.get, "api/conversations/{id}/messages/{mid}", to: .read) { $0.messageController.show },
        .known(.get, "api/conversations/{id}/messages/{mid}/context", to: .read) { $0.messageController.context },
        .known(.post, "api/conversations/{id}/replies", to: .write) { $0.messageController.reply },
    ]

    /// Conversations with others in them.
    static let sharing: [Route] = [
        .known(.get, "api/conversations/{id}/people", to: .read) { $0.sharingController.show },
        .known(.put, "api/conversations/{id}/people/{pid}", to: .manage) { $0.sharingController.update },
        // The owner takes out anybody, everybody themselves.
        .known(.delete, "api/conversations/{id}/people/{pid}", to: .read) { $0.sharingController.delete },
        .known(.post, "api/conversations/{id}/join", to: .read) { $0.sharingController.join },
        .known(.put, "api/conversations/{id}/read", to: .read) { $0.sharingController.markRead },
        .known(.post, "api/conversations/{id}/typing", to: .write) { $0.sharingController.type },
        .known(.get, "api/conversations/{id}/queue", to: .read) { $0.queueController.list },
        // One's own, and the owner's any.
        .known(.delete, "api/conversations/{id}/queue/{qid}", to: .read) { $0.queueController.delete },
    ]

    /// What programs speak: OpenAI's protocol.
    static let programs: [Route] = [
        .known(.get, "v1/models") { $0.modelController.listForPrograms },
        .known(.get, "v1/models/**") { $0.modelController.showForPrograms },
        .known(.post, "v1/chat/completions") { $0.completionController.create },
    ]

    /// What looks after the server.
    static let upkeep: [Route] = [
        .open(.get, "healthz") { $0.healthController.alive },
        .open(.get, "readyz") { $0.healthController.ready },
        .known(.get, "metrics", .admin) { $0.metricsController.show },
        .open(.get, "js/**") { $0.asset },
        .open(.get, "css/**") { $0.asset },
        .open(.get, "vendor/**") { $0.asset },
    ]
}
