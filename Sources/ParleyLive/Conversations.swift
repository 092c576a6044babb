import Foundation
public import ParleyCore
public import ParleyStore
import Synchronization

/// What people do with conversations. Every use case takes who does it; the store gives nobody more than is theirs.
public final class Conversations: Sendable {
    let database: Database
    let feed: LiveFeed
    let catalog: ModelCatalog
    let runner: ReplyRunner
    let admission: Admission
    /// Whether a send waits for its turn where an answer is being written, instead of being refused.
    let isQueueing: @Sendable () -> Bool
    let readings = ReadingLog()
    let turns = Mutex(Turns())

    public static let maximumSystemPromptBytes = 256 << 10

    public init(
        database: Database, feed: LiveFeed, catalog: ModelCatalog, runner: ReplyRunner, admission: Admission,
        isQueueing: @escaping @Sendable () -> Bool = { false }
    ) {
        self.isQueueing = isQueueing
        self.database = database
        self.feed = feed
        self.catalog = catalog
        self.runner = runner
        self.admission = admission
        runner.whenEnded { [weak self] id in self?.sendNext(in: id) }
    }

    // MARK: Reading

    public func list(
        for person: Person, archived: Bool, after cursor: ListCursor?, limit: Int
    ) async throws -> ConversationList {
        try await database.conversations(for: person.id, archived: archived, after: cursor, limit: limit)
    }

    /// What is open to the team.
    public func teamList(for person: Person, after cursor: ListCursor?, limit: Int) async throws -> ConversationList {
        try await database.teamConversations(for: person.id, after: cursor, limit: limit)
    }

    /// The conversations in which an answer is being written now.
    public var running: Set<Conversation.ID> { feed.runningConversations }

    /// A page of a conversation; the running answer comes with its text so far.
    public func transcript(
        _ id: Conversation.ID, for person: Person, before: Message.ID?, limit: Int
    ) async throws -> TranscriptPage {
        var page = try await database.transcript(id, for: person.id, before: before, limit: limit)
        if let place = page.messages.lastIndex(where: { $0.status == .streaming }) {
            page.messages[place] = try await current(page.messages[place], for: person)
        }
        return page
    }

    public func message(
        _ id: Message.ID, in conversation: Conversation.ID, for person: Person
    ) async throws -> Message {
        let message = try await database.message(id, in: conversation, for: person.id)
        return message.status == .streaming ? try await current(message, for: person) : message
    }

    private func current(_ message: Message, for person: Person) async throws -> Message {
        if let current = feed.reply(message.id)?.textSoFar(of: message) { return current }
        return try await database.message(message.id, in: message.conversationID, for: person.id)
    }

    public func search(
        _ words: String, for person: Person, after cursor: Int64?, limit: Int
    ) async throws -> SearchPage {
        try await database.search(words, for: person.id, after: cursor, limit: limit)
    }

    /// What would be sent if a message were sent now.
    public func context(
        of id: Conversation.ID, for person: Person, model: String?, content: String?
    ) async throws -> ContextPlan {
        let conversation = try await database.conversation(id, for: person.id)
        let chosen = try choose(model, for: conversation, by: person)
        var past = Past()
        if let leaf = conversation.leaf {
            past = try await database.past(upTo: leaf, windowTokens: chosen.contextWindow)
        }
        if let content {
            past.history.append(HistoryEntry(id: nil, role: .user, content: content, speaker: person.name))
        }
        return await runner.plan(conversation, past, for: chosen)
    }

    /// What the model saw when it wrote an answer.
    public func seen(
        by id: Message.ID, in conversation: Conversation.ID, for person: Person
    ) async throws -> SeenContext {
        try await database.seen(by: id, in: conversation, for: person.id)
    }

    // MARK: Changing

    public func create(_ wish: NewConversation, by person: Person) async throws -> Conversation {
        guard person.role.mayTalk else { throw ParleyError(.forbidden, "A reviewer reads and does not write.") }
        let title = try wish.title.map(Self.title)
        try Self.requireSystemPrompt(wish.systemPrompt)
        // A model that is not listed goes, as it is, to the first provider; with none at all that is said on sending.
        let chosen = try anyModel(wish.model, for: person)
        let now = Date()
        let conversation = Conversation(
            title: title, titleSource: title == nil ? nil : .person, model: chosen?.model ?? wish.model,
            provider: chosen?.provider, systemPrompt: wish.systemPrompt, params: wish.params,
            owner: person.asName, createdAt: now, updatedAt: now)
        return try await database.add(conversation, clientID: wish.clientID)
    }

    public func change(
        _ id: Conversation.ID, by person: Person, address: String = "", _ wish: ConversationWish
    ) async throws -> Conversation {
        var change = ConversationChange()
        change.teamAccess = wish.teamAccess
        change.title = try wish.title.map(Self.title)
        if let model = wish.model {
            let chosen = try catalog.choose(model: model, boundTo: nil, for: person)
            (change.model, change.provider) = (chosen.model, chosen.provider)
        }
        if let prompt = wish.systemPrompt { try Self.requireSystemPrompt(prompt) }
        change.systemPrompt = wish.systemPrompt
        change.params = wish.params
        change.isArchived = wish.isArchived
        change.isPinned = wish.isPinned
        change.summarizes = wish.summarizes
        if let summary = wish.summary {
            guard (summary?.utf8.count ?? 0) <= ConversationSummary.maximumBytes else {
                throw ParleyError(.tooLarge, "A summary has at most \(ConversationSummary.maximumBytes >> 10) KiB.")
            }
            change.summary = summary?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        }
        let caller = Caller(person: person.asName, address: address)
        let before = try await database.conversation(id, for: person.id)
        let conversation = try await database.change(id, by: caller, change)
        if wish.teamAccess != nil { feed.doubt(id) }
        feed.nudge(conversation)
        // Their own other pages, and those who have just lost it.
        for other in Set(before.members).subtracting(conversation.members).union([person.id]) {
            feed.hint(id, to: other)
        }
        return conversation
    }

    /// Stops what runs, then moves the conversation to the trash.
    public func delete(_ id: Conversation.ID, by person: Person, address: String = "") async throws {
        _ = try await database.conversation(id, for: person.id, to: .manage)
        let caller = Caller(person: person.asName, address: address)
        for attempt in 0..<5 {
            _ = try await stop(id, by: person, address: address)
            do {
                return feed.nudge(try await database.trash(id, by: caller, now: .now))
            } catch let error as ParleyError where error.code == .generationInProgress && attempt < 4 {
                // Somebody sent in between; that answer is stopped too.
            }
        }
    }

    private static func title(_ text: String) throws(ParleyError) -> String {
        if let title = Conversation.tidyTitle(text) { return title }
        throw ParleyError(.invalid, "A title has 1 to \(Conversation.maximumTitleLength) characters.")
    }

    private static func requireSystemPrompt(_ text: String?) throws(ParleyError) {
        guard (text?.utf8.count ?? 0) <= maximumSystemPromptBytes else {
            throw ParleyError(.tooLarge, "A system prompt has at most \(maximumSystemPromptBytes >> 10) KiB.")
        }
    }

    func choose(
        _ model: String?, for conversation: Conversation, by person: Person
    ) throws(ParleyError) -> ChosenModel {
        try catalog.choose(model: model ?? conversation.model, boundTo: conversation.provider, for: person)
    }

    /// Nil while no provider can say which model it is.
    private func anyModel(_ model: String?, for person: Person) throws(ParleyError) -> ChosenModel? {
        do {
            return try catalog.choose(model: model, boundTo: nil, for: person)
        } catch {
            if error.code == .providerUnavailable { return nil }
            throw error
        }
    }
}

/// A conversation about to be made.
public struct NewConversation: Sendable {
    public var title: String?
    public var model: String?
    public var systemPrompt: String?
    public var params: CompletionParams
    public var clientID: String?

    public init(title: String?, model: String?, systemPrompt: String?, params: CompletionParams, clientID: String?) {
        self.title = title
        self.model = model
        self.systemPrompt = systemPrompt
        self.params = params
        self.clientID = clientID
    }
}

/// What somebody wants changed of a conversation; nil leaves it as it is.
public struct ConversationWish: Sendable {
    public var title: String?
    public var model: String?
    public var systemPrompt: String??
    public var params: CompletionParams?
    public var isArchived: Bool?
    public var isPinned: Bool?
    public var summarizes: Bool?
    /// `.some(nil)` removes it.
    public var summary: String??
    public var teamAccess: TeamAccess?

    public init() {}
}
