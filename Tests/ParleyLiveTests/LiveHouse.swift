import Foundation
import Logging
import ParleyCore
import ParleyStore
import ParleyTestSupport

@testable import ParleyLive

/// The room where people talk, with a database of its own and a model that says what the test wants.
final class LiveHouse: Sendable {
    let folder: TemporaryFolder
    let database: Database
    let feed = LiveFeed()
    let model: ScriptedModel
    let catalog: ModelCatalog
    let meter: UsageMeter
    let conversations: Conversations
    let ada: Person
    private let services: [Task<Void, any Error>]

    init(
        _ model: ScriptedModel, limit: Int, titles: Bool, contextWindow: Int?, isQueueing: Bool = false
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        folder = try TemporaryFolder()
        database = try Database(folder: try DataFolder(path: folder.path))
        self.model = model
        let profile = ProviderProfile(name: "test", models: ["scripted"], contextWindow: contextWindow)
        meter = UsageMeter(database: database)
        catalog = ModelCatalog(client: model, profiles: [profile], logger: logger)
        let admission = Admission(limit: limit, usage: meter)
        let writer = titles ? TitleWriter(database: database, feed: feed, client: model, usage: meter) : nil
        let runner = ReplyRunner(
            database: database, feed: feed, client: model, catalog: catalog, admission: admission, titles: writer,
            logger: logger)
        conversations = Conversations(
            database: database, feed: feed, catalog: catalog, runner: runner, admission: admission,
            isQueueing: { isQueueing })
        let saver = DraftSaver(database: database, feed: feed, logger: logger)
        services = [Task { try await runner.run() }, Task { try await saver.run() }]
        ada = Person(name: "Ada", role: .admin)
        try await database.addPerson(ada, passwordHash: "hash")
    }

    /// A house for as long as the test needs it; whatever still runs in it is ended.
    static func open(
        _ model: ScriptedModel = ScriptedModel(), limit: Int = 100, titles: Bool = false, contextWindow: Int? = nil,
        isQueueing: Bool = false, _ body: (LiveHouse) async throws -> Void
    ) async throws {
        let house = try await LiveHouse(
            model, limit: limit, titles: titles, contextWindow: contextWindow,
            isQueueing: isQueueing)
        do {
            try await body(house)
        } catch {
            await house.end()
            throw error
        }
        await house.end()
    }

    private func end() async {
        feed.close()
        for call in model.calls { call.close() }
        _ = await isSoon(within: .seconds(10)) { self.feed.replyCount == 0 }
        for service in services { service.cancel() }
        for service in services { _ = try? await service.value }
        try? database.close()
    }
}

// MARK: What tests do in it

extension LiveHouse {
    func add(_ name: String) async throws -> Person {
        let person = Person(name: name, role: .member)
        try await database.addPerson(person, passwordHash: "hash")
        return person
    }

    func conversation(system: String? = nil, by person: Person? = nil) async throws -> Conversation {
        let wish = NewConversation(
            title: nil, model: nil, systemPrompt: system, params: CompletionParams(), clientID: nil)
        return try await conversations.create(wish, by: person ?? ada)
    }

    @discardableResult
    func send(
        _ content: String, in id: Conversation.ID, under parent: Message.ID? = nil, clientID: String? = nil
    ) async throws -> Posted {
        let wish = SendWish(content: content, parentID: parent, model: nil, clientID: clientID)
        return try await conversations.send(wish, in: id, by: ada)
    }

    @discardableResult
    func reply(
        to message: Message, continues: Message.ID? = nil, clientID: String? = nil
    ) async throws -> Posted {
        let wish = ReplyWish(to: message.id, model: nil, continues: continues, clientID: clientID)
        return try await conversations.reply(wish, in: message.conversationID, by: ada)
    }

    func stop(_ id: Conversation.ID) async throws -> Stopped {
        try await conversations.stop(id, by: ada)
    }

    /// The row as it is in the database.
    func stored(_ message: Message) async throws -> Message {
        try await database.message(message.id, in: message.conversationID, for: ada.id)
    }

    /// The row, as soon as nothing is being written to it any more.
    func ended(_ message: Message) async throws -> Message {
        _ = try await isSoon { try await self.stored(message).status != .streaming }
        return try await stored(message)
    }

    func listener(to id: Conversation.ID?, by person: Person? = nil) -> Listener {
        Listener(
            person: (person ?? ada).asName, credential: Data([1]), conversationID: id, hearsHints: true, hangUp: {})
    }

    func listen(
        to id: Conversation.ID?, after revision: Int? = nil, _ rendering: Rendering = .text, page: Page = Page(),
        by person: Person? = nil
    ) async throws -> Reader {
        let listener = listener(to: id, by: person)
        let stream = try await conversations.events(for: listener, after: revision, rendering: rendering)
        return Reader(stream, listener, page)
    }
}

/// The code of the error that a call ends with; nil where it ends well.
func code<Value>(of call: () async throws -> Value) async -> ParleyError.Code? {
    do {
        _ = try await call()
        return nil
    } catch {
        return (error as? ParleyError)?.code ?? .internalError
    }
}
