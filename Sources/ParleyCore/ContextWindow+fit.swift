extension ContextWindow {
    /// The share of the budget that stays when old turns are dropped: the cut then holds for many turns, and the
    /// upstream's prompt cache, which needs an unchanged beginning, with it.
    static let keptShare = 0.7

    /// Decides what of a history is sent.
    ///
    /// The system prompt and the newest message from a person are always sent, shortened in their middle where they
    /// alone are too long. Oldest turns are dropped first, and what is sent starts with a person's message.
    /// - Parameters:
    ///   - history: Oldest first; its last message from a person is the one to be answered.
    ///   - lastCut: The first message that was sent last time; while all from there on fits, the cut stays.
    ///   - summary: What stands in the place of the beginning, once that is not sent any more.
    ///   - begun: An answer that is to be continued, and
    ///   - wish: the line that asks for it. Both are sent after the history; of the answer at least its end.
    public func plan(
        system: String?, history: [HistoryEntry], lastCut: Message.ID?, summary: ConversationSummary? = nil,
        continuing begun: String = "", wish: String = ""
    ) -> ContextPlan {
        var draft = Draft(window: self, system: system, history: history)
        if !begun.isEmpty { draft.append(begun: begun, wish: wish) }
        draft.shortenSystem()
        draft.shortenNewest()
        draft.cut(keeping: lastCut)
        if let summary { draft.add(summary, keeping: lastCut) }
        return draft.plan()
    }
}

/// A plan in the making.
private struct Draft {
    let window: ContextWindow
    var system: PromptMessage?
    var messages: [PromptMessage]
    var tokens: [Int]
    var shortened: Set<Int> = []
    var first = 0
    var trailing: [PromptMessage] = []
    var instructions: SentInstructions
    let ids: [Message.ID?]
    let newest: Int

    init(window: ContextWindow, system: String?, history: [HistoryEntry]) {
        self.window = window
        self.system = system.flatMap { $0.isEmpty ? nil : PromptMessage(role: .system, content: $0) }
        instructions = SentInstructions(system: self.system?.content, summary: nil)
        messages = history.map { PromptMessage(role: $0.role == .user ? .user : .assistant, content: $0.content) }
        tokens = zip(messages, history).map { TokenEstimate.tokens(of: $0) + $1.unreadBytes / 4 }
        ids = history.map(\.id)
        newest = messages.lastIndex { $0.role == .user } ?? 0
    }

    private var systemTokens: Int { system.map(TokenEstimate.tokens(of:)) ?? 0 }
    private var trailingTokens: Int { trailing.reduce(0) { $0 + TokenEstimate.tokens(of: $1) } }
    private var room: Int { window.estimatedBudget - systemTokens - trailingTokens }

    /// The begun answer may take a quarter of the budget; its end is what the model must see.
    mutating func append(begun: String, wish: String) {
        let end = Shortening.tail(of: begun, tokens: window.estimatedBudget / 4)
        trailing = [
            PromptMessage(role: .assistant, content: end.utf8.count < begun.utf8.count ? "[…] " + end : begun),
            PromptMessage(role: .user, content: wish),
        ]
    }

    /// A system prompt may take half of the budget.
    mutating func shortenSystem() {
        guard let system, systemTokens > window.estimatedBudget / 2 else { return }
        let room = window.estimatedBudget / 2 - TokenEstimate.tokensPerMessage
        self.system?.content = Shortening.middleCut(system.content, toTokens: room)
    }

    /// The newest message from a person, and what follows it, stay; where they alone are too long, the longest of
    /// them loses its middle.
    mutating func shortenNewest() {
        guard !messages.isEmpty else { return }
        let tail = newest..<messages.count
        for index in tail.sorted(by: { tokens[$0] > tokens[$1] }) {
            let excess = tail.reduce(0) { $0 + tokens[$1] } - room
            guard excess > 0 else { return }
            let wanted = max(16, tokens[index] - excess - TokenEstimate.tokensPerMessage)
            messages[index].content = Shortening.middleCut(messages[index].content, toTokens: wanted)
            tokens[index] = TokenEstimate.tokens(of: messages[index])
            shortened.insert(index)
        }
    }

    mutating func cut(keeping lastCut: Message.ID?) {
        let kept = lastCut.flatMap { id in ids.firstIndex(of: id) } ?? 0
        if total(from: kept) > room { shortenGiants(from: kept) }
        if total(from: kept) <= room {
            first = kept
        } else {
            let target = Int(Double(window.estimatedBudget) * ContextWindow.keptShare) - systemTokens - trailingTokens
            var left = total(from: kept)
            first = kept
            while first < newest, left > target {
                left -= tokens[first]
                first += 1
            }
        }
        while first < newest, messages[first].role != .user { first += 1 }
    }

    /// Puts the summary of what is left out behind the system prompt. It may take an eighth of the budget.
    mutating func add(_ summary: ConversationSummary, keeping lastCut: Message.ID?) {
        guard first > 0, ids.contains(summary.untilMessageID) else { return }
        let text = Shortening.middleCut(summary.content, toTokens: window.estimatedBudget / 8)
        instructions.summary = text
        let note = "Summary of the earlier part of this conversation, which is not sent any more:\n" + text
        let own = system.map { $0.content + "\n\n" } ?? ""
        system = PromptMessage(role: .system, content: own + note)
        shortenNewest()
        cut(keeping: lastCut)
    }

    /// Before anything is left out, a message that takes more than half of the room is cut down to a quarter, so that what
    /// was said of a huge paste stays with a part of it. Its size does not depend on the rest: it stays for many turns.
    private mutating func shortenGiants(from start: Int) {
        let most = max(128, window.estimatedBudget / 4 / 128 * 128)
        for index in start..<max(start, newest) where tokens[index] > most * 2 && !messages[index].content.isEmpty {
            messages[index].content = Shortening.middleCut(
                messages[index].content, toTokens: most - TokenEstimate.tokensPerMessage)
            tokens[index] = TokenEstimate.tokens(of: messages[index])
            shortened.insert(index)
        }
    }

    private func counted(_ estimated: Int) -> Int {
        Int((Double(estimated) * window.tokenRatio).rounded(.up))
    }

    private func total(from index: Int) -> Int {
        tokens[min(index, tokens.count)...].reduce(0, +)
    }

    func plan() -> ContextPlan {
        let entries = ids.indices.map { index in
            ContextPlan.Entry(
                id: ids[index], state: index < first ? .trimmed : shortened.contains(index) ? .shortened : .included,
                tokens: counted(tokens[index]))
        }
        let sum = systemTokens + total(from: first) + trailingTokens
        var plan = ContextPlan(
            window: window, estimatedTokens: counted(sum), entries: entries,
            prompt: (system.map { [$0] } ?? []) + messages[first...] + trailing)
        plan.instructions = instructions
        return plan
    }
}
