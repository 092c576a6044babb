public import ParleyCore
public import ParleyStore
import Synchronization

/// Asks the model for a title, once, after the first complete answer; first words stand until then. No retry, 10
/// seconds at most, ended by a stop, and never in the place of a title that a person gave.
public final class TitleWriter: Sendable {
    private static let limit = Duration.seconds(10)

    private let database: Database
    private let feed: LiveFeed
    private let client: any ModelClient
    private let usage: UsageMeter
    private static let maximumRemembered = 10_000
    private let running = Mutex<[Conversation.ID: ReplyParts]>([:])
    /// Conversations whose title was asked for: it is asked for once, also when that failed.
    private let asked = Mutex<Set<Conversation.ID>>([])

    public init(database: Database, feed: LiveFeed, client: any ModelClient, usage: UsageMeter) {
        self.database = database
        self.feed = feed
        self.client = client
        self.usage = usage
    }

    /// - Parameter person: Who asked for the answer.
    func consider(_ conversation: Conversation, answer: Message, isFirst: Bool, for person: Person.ID) {
        guard isFirst, answer.status == .complete, conversation.titleSource == .words, !feed.isClosing,
            let model = answer.model, let provider = answer.provider, isFirstWish(for: conversation.id)
        else { return }
        Task {
            guard let question = try? await database.history(upTo: answer.id, windowTokens: 1_000) else { return }
            let request = Self.request(for: question, model: model, provider: provider)
            let parts = client.complete(request)
            running.withLock { $0[conversation.id] = parts }
            let title = await read(parts, SideTokens(request, for: person))
            running.withLock { $0[conversation.id] = nil }
            guard let title, (try? await database.suggestTitle(title, for: conversation.id)) != nil,
                let now = try? await database.conversation(conversation.id, for: conversation.owner.id)
            else { return }
            feed.nudge(now)
        }
    }

    private func isFirstWish(for id: Conversation.ID) -> Bool {
        asked.withLock { asked in
            if asked.count >= Self.maximumRemembered { asked.removeAll() }
            return asked.insert(id).inserted
        }
    }

    func cancel(_ id: Conversation.ID) {
        running.withLock { $0[id] }?.cancel()
    }

    private func read(_ parts: ReplyParts, _ tokens: SideTokens) async -> String? {
        let limit = Task {
            try await Task.sleep(for: Self.limit)
            parts.cancel()
        }
        defer { limit.cancel() }
        var text = ""
        var isWhole = false
        var tokens = tokens
        let failure: ReplyFailure?
        do throws(ReplyFailure) {
            while let batch = try await parts.next() {
                tokens.note(batch)
                for case .text(let piece) in batch where text.utf8.count < 400 { text += piece }
                if batch.contains(where: { if case .finish = $0 { true } else { false } }) { isWhole = true }
            }
            failure = nil
        } catch {
            failure = error
        }
        if let entry = tokens.entry(isWhole: isWhole) { await usage.add(entry) }
        return isWhole && failure == nil ? Self.tidy(text) : nil
    }

    private static func request(
        for question: [HistoryEntry], model: String, provider: String
    ) -> CompletionRequest {
        let talk = question.prefix(2).map { "\($0.role.rawValue): \($0.content.prefix(1_500))" }.joined(
            separator: "\n\n")
        let wish =
            "Give this conversation a title of at most six words, in its own language. Answer with the title alone."
        return CompletionRequest(
            provider: provider, model: model,
            messages: [PromptMessage(role: .user, content: "\(wish)\n\n\(talk)")], params: CompletionParams(),
            mayRetry: false)
    }

    /// Models like to quote their titles, or to end them like sentences.
    private static func tidy(_ text: String) -> String? {
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        let bare = line.trimmingPrefix(while: { "\"'“”*#` ".contains($0) })
        let end = bare.lastIndex { !"\"'“”*.` ".contains($0) }
        return end.flatMap { Conversation.tidyTitle(String(bare[...$0].prefix(80))) }
    }
}
