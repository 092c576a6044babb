import Foundation
import ParleyCore
import ParleyStore
import Synchronization

/// Has the model summarise what is about to fall out of its window, where a conversation wants that: after an answer, so
/// that the note is there before the next one needs it. It is ended by a stop.
final class SummaryWriter: Sendable {
    private static let limit = Duration.seconds(120)
    /// What would not fit into this share of the window is summarised.
    private static let share = 0.8

    private let database: Database
    private let feed: LiveFeed
    private let client: any ModelClient
    private let usage: UsageMeter
    private let rules: HouseRules
    private let running = Mutex<[Conversation.ID: ReplyParts?]>([:])

    init(database: Database, feed: LiveFeed, client: any ModelClient, usage: UsageMeter, rules: HouseRules) {
        self.database = database
        self.feed = feed
        self.client = client
        self.usage = usage
        self.rules = rules
    }

    /// - Parameter person: Who asked for the answer.
    func consider(_ conversation: Conversation, answer: Message, chosen: ChosenModel, for person: Person.ID) {
        guard conversation.summarizes, answer.status == .complete, !feed.isClosing, begins(conversation.id) else {
            return
        }
        Task {
            defer { running.withLock { $0[conversation.id] = nil } }
            guard let request = try? await request(conversation, answer, chosen) else { return }
            let parts = client.complete(request.completion)
            running.withLock { $0[conversation.id] = .some(parts) }
            guard let text = await read(parts, SideTokens(request.completion, for: person)) else { return }
            let summary = ConversationSummary(
                content: text, untilMessageID: request.until, source: .model, updatedAt: .now)
            let isKept = try? await database.keep(summary, inPlaceOf: conversation.summary, of: conversation.id)
            guard isKept == true,
                let now = try? await database.conversation(conversation.id, for: conversation.owner.id)
            else { return }
            feed.nudge(now)
        }
    }

    func cancel(_ id: Conversation.ID) {
        let parts = running.withLock { $0[id] ?? nil }
        parts?.cancel()
    }

    private func begins(_ id: Conversation.ID) -> Bool {
        running.withLock { running in
            guard running[id] == nil else { return false }
            running[id] = .some(nil)
            return true
        }
    }

    /// Nil where nothing is about to fall out that is not told already.
    private func request(
        _ conversation: Conversation, _ answer: Message, _ chosen: ChosenModel
    ) async throws -> (completion: CompletionRequest, until: Message.ID)? {
        let limit = conversation.params.outputLimit
        let past = try await database.past(upTo: answer.id, windowTokens: chosen.contextWindow)
        let history = Speakers.named(past.history).history
        let ratio = PromptPlanner.window(of: chosen, for: conversation, after: past).tokenRatio
        let soon = ContextWindow(
            tokens: Int(Double(chosen.contextWindow) * Self.share), outputLimit: limit, tokenRatio: ratio
        ).plan(
            system: rules.told(conversation).systemPrompt, history: history, lastCut: past.lastCut?.firstMessageID)
        let trimmed = soon.entries.count { $0.state == .trimmed }
        // A note of another branch tells of what was not said in this one.
        let old = conversation.summary.flatMap { summary in
            past.history.contains { $0.id == summary.untilMessageID } ? summary : nil
        }
        let told = past.history.firstIndex { $0.id == old?.untilMessageID }.map { $0 + 1 } ?? 0
        guard trimmed > told, let until = past.history[trimmed - 1].id else { return nil }
        let prompt = Self.prompt(history[told..<trimmed], after: old)
        let window = ContextWindow(tokens: chosen.contextWindow, outputLimit: 1_024, tokenRatio: ratio)
        let plan = window.plan(
            system: Self.wish, history: [HistoryEntry(id: nil, role: .user, content: prompt)], lastCut: nil)
        let completion = CompletionRequest(
            provider: chosen.provider, model: chosen.model, messages: plan.prompt, params: CompletionParams(),
            mayRetry: false)
        return (completion, until)
    }

    private static let wish = """
        You keep the notes of a conversation whose beginning no longer fits. Write what somebody who goes on with it \
        must know: facts, names, numbers, decisions, wishes, open questions. At most 300 words, in the conversation's \
        own language, as plain text.
        """

    private static func prompt(_ entries: ArraySlice<HistoryEntry>, after old: ConversationSummary?) -> String {
        let notes = old.map { "The notes so far:\n\($0.content)\n\n" } ?? ""
        let talk = entries.map { "\($0.role.rawValue): \($0.content)" }.joined(separator: "\n\n")
        return "\(notes)What was said since:\n\n\(talk)\n\nWrite the notes anew, with all that still matters."
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
                for case .text(let piece) in batch {
                    text += piece
                    if text.utf8.count > ConversationSummary.maximumBytes { parts.cancel() }
                }
                if batch.contains(where: { if case .finish = $0 { true } else { false } }) { isWhole = true }
            }
            failure = nil
        } catch {
            failure = error
        }
        if let entry = tokens.entry(isWhole: isWhole) { await usage.add(entry) }
        guard failure == nil else { return nil }
        text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return isWhole && !text.isEmpty && text.utf8.count <= ConversationSummary.maximumBytes ? text : nil
    }
}
