import Foundation
import ParleyCore
import Synchronization

/// One answer while it is being written: the single place where its text grows, is read, is stopped and ends.
///
/// Everything happens under one lock, so that what a listener is told and where it goes on reading are taken in
/// the same instant, and nothing that was shown can come after a stop.
public final class LiveReply: Sendable {
    struct State {
        /// The answer as it was stored when it began.
        var base: Message
        var reply = Reply()
        var content: GrowingText
        var reasoning: GrowingText
        var progress: ReplyProgress
        var usage: Usage?
        var finishReason: String?
        var cut: StoredCut?
        /// What its model was told beside the messages.
        var instructions: SentInstructions?
        /// A server that has read the whole prompt counts no fewer tokens than this.
        var leastCount = 0
        var firstText: ContinuousClock.Instant?
        var lastText: ContinuousClock.Instant?
        var gaps = Histogram(bounds: AnswerMetrics.gaps)
        var isShutdown = false
        var stopper: Caller?
        var parts: ReplyParts?
        /// That the answer is committed, or could not be; set once. A long answer is read from the store again, so
        /// that a slow reader does not hold it.
        var settled: Result<Message?, ParleyError>?
        var whenSettled: [CheckedContinuation<Void, Never>] = []
        var listeners: [ObjectIdentifier: Bell] = [:]
        var blockListeners: [ObjectIdentifier: Bell] = [:]
        var painting = Painting()
        /// Bytes of content and of reasoning with which it began, and those that are stored already.
        var first = (content: 0, reasoning: 0)
        var saved = (content: 0, reasoning: 0)
    }

    private static let maximumHeldBytes = 32 << 10

    let id: Message.ID
    let conversationID: Conversation.ID
    let person: PersonName
    let askedAt = ContinuousClock.now
    let state: Mutex<State>

    init(base: Message, person: PersonName) {
        id = base.id
        conversationID = base.conversationID
        self.person = person
        var initial = State(
            base: base, content: GrowingText(base.content), reasoning: GrowingText(base.reasoning),
            progress: ReplyProgress(state: .queued, since: Date()))
        initial.first = (base.content.utf8.count, base.reasoning.utf8.count)
        initial.saved = initial.first
        state = Mutex(initial)
    }

    var base: Message { state.withLock { $0.base } }

    /// Takes the answer's place in the conversation from its row.
    func place(under row: Message) {
        state.withLock { $0.base = row }
    }

    /// The answer, as its row says, with the text it has by now; nil where it is stored whole by now.
    func textSoFar(of row: Message) -> Message? {
        state.withLock { $0.textSoFar(of: row) }
    }
}

/// What a running answer is doing, as people are told.
struct ReplyProgress: Hashable, Sendable {
    var state: Reply.State
    var since: Date
    var by: PersonName?
    /// The attempt that is waited for, and when it begins.
    var attempt: Int?
    var retryAt: Date?
}

// MARK: Growing

extension LiveReply {
    enum Taken {
        case goOn
        /// The answer is longer than any answer may be; its upstream must end.
        case tooLong
    }

    /// Nobody has stopped it.
    var takesText: Bool { state.withLock { $0.reply.takesText } }

    /// Nothing of the answer has come, so that it can still be asked for in another way.
    var isUntouched: Bool { state.withLock { $0.reply.bytes == 0 && $0.reply.takesText } }

    /// More came than an answer may have.
    var isTooLong: Bool { state.withLock { $0.reply.isTooLong } }

    func enter(_ next: Reply.State) {
        ring(
            state.withLock { state in
                guard state.reply.enter(next) else { return [] }
                state.progress = ReplyProgress(state: next, since: Date())
                return state.allListeners
            }, .text)
    }

    /// Takes all that has arrived; who listens is woken once for it.
    func take(_ parts: [ReplyPart]) -> Taken {
        let (taken, bells) = state.withLock { state in
            var taken = Taken.goOn
            let bytes = state.reply.bytes
            for part in parts where state.take(part) == .tooLong { taken = .tooLong }
            if state.reply.bytes > bytes { state.noteGap() }
            return (taken, state.textListeners)
        }
        ring(bells, .text)
        return taken
    }

    private func ring(_ bells: [Bell], _ news: Bell.News) {
        for bell in bells { bell.ring(news) }
    }
}

extension LiveReply.State {
    /// Gives back what a slow reader would hold for long.
    mutating func seal() {
        content.seal()
        reasoning.seal()
        base.content = ""
        base.reasoning = ""
        painting = Painting()
    }

    func textSoFar(of row: Message) -> Message? {
        if case .success? = settled { return nil }
        var message = row
        message.content = content.text
        message.reasoning = reasoning.text
        return message
    }

    /// Text has come, in one piece or in several at once.
    fileprivate mutating func noteGap() {
        let now = ContinuousClock.now
        if let lastText { gaps.record((now - lastText) / .seconds(1)) }
        lastText = now
    }

    var textListeners: [Bell] { Array(listeners.values) }
    var allListeners: [Bell] { Array(listeners.values) + blockListeners.values }

    fileprivate mutating func take(_ part: ReplyPart) -> Reply.Taken {
        switch part {
        case .connecting:
            if reply.enter(.connecting) { progress = ReplyProgress(state: .connecting, since: Date()) }
        case .retrying(let attempt, let time):
            guard reply.enter(.retrying) else { break }
            progress = ReplyProgress(state: .retrying, since: Date(), attempt: attempt, retryAt: time)
        case .connected:
            if reply.enter(.waiting) { progress = ReplyProgress(state: .waiting, since: Date()) }
        case .text(let text):
            let (taken, kept) = admit(text.storable)
            content.append(kept)
            return taken
        case .reasoning(let text):
            let (taken, kept) = admit(text.storable)
            reasoning.append(kept)
            return taken
        case .usage(let usage): self.usage = usage
        case .finish(let reason): finishReason = reason
        case .head, .bytes, .passed, .silence: break
        }
        return .kept
    }

    /// What of a text may be kept. Once more came than an answer may have, nothing is: what is kept has no hole.
    private mutating func admit(_ text: String) -> (taken: Reply.Taken, kept: String) {
        guard !text.isEmpty else { return (.kept, "") }
        let taken = reply.take(text)
        switch taken {
        case .kept: return (taken, text)
        case .first:
            firstText = .now
            progress = ReplyProgress(state: .writing, since: Date())
            return (taken, text)
        case .tooLong: return (taken, text.beginning(ofBytes: Message.maximumReplyBytes - reply.bytes))
        case .refused: return (taken, "")
        }
    }
}

// MARK: Ending

extension LiveReply {
    /// Binds the answer to its upstream; a stop that came before is passed on at once.
    func attach(_ parts: ReplyParts) {
        let mustEnd = state.withLock { state in
            state.parts = parts
            return !state.reply.takesText
        }
        if mustEnd { parts.cancel() }
    }

    /// From here on no text is taken; the upstream is told to end. What was told before is kept.
    func stop(by caller: Caller?, isShutdown: Bool = false) {
        let person = caller?.person
        let (parts, bells) = state.withLock { state -> (ReplyParts?, [Bell]) in
            guard state.reply.stop(by: person) else { return (nil, []) }
            state.isShutdown = isShutdown
            state.stopper = caller
            state.progress = ReplyProgress(state: .stopping, since: Date(), by: person)
            return (state.parts, state.allListeners)
        }
        parts?.cancel()
        ring(bells, .text)
    }

    /// The answer as it is to be stored, now that its upstream is gone.
    func ended(failure: ReplyFailure?) -> Message {
        let now = ContinuousClock.now
        return state.withLock { state in
            var message = state.textSoFar(of: state.base) ?? state.base
            message.status = state.reply.end(
                finishReason: state.finishReason, failure: failure, isShutdown: state.isShutdown)
            message.failure = message.status == .error ? failure : nil
            message.stoppedBy = message.status == .stopped ? state.stopper?.person : nil
            message.finishReason = state.finishReason
            message.usage = state.usage
            message.cut = state.cut
            message.timing = timing(of: state, until: now)
            return message
        }
    }

    private func timing(of state: State, until now: ContinuousClock.Instant) -> Timing {
        let first = state.firstText.map { $0 - askedAt }
        let writing = state.firstText.map { now - $0 } ?? .zero
        let tokens = state.usage?.completionTokens
        let seconds = writing / .seconds(1)
        let rate = tokens.flatMap { seconds > 0 ? (Double($0) / seconds * 10).rounded() / 10 : nil }
        return Timing(
            firstTokenMilliseconds: first.map { Int($0 / .milliseconds(1)) },
            durationMilliseconds: Int((now - askedAt) / .milliseconds(1)), tokensPerSecond: rate)
    }

    /// Who stopped it, and from where.
    var stopper: Caller? { state.withLock { $0.stopper } }

    /// The times between its pieces of text.
    var gaps: Histogram { state.withLock { $0.gaps } }

    func note(_ cut: StoredCut, _ instructions: SentInstructions) {
        state.withLock { state in
            state.cut = cut
            state.instructions = instructions
        }
    }

    func note(least count: Int) {
        state.withLock { $0.leastCount = count }
    }

    var leastCount: Int { state.withLock { $0.leastCount } }

    var instructions: SentInstructions? { state.withLock { $0.instructions } }

    /// What the prompt was estimated to have, before any ratio.
    var rawEstimate: Double? {
        state.withLock { state in state.cut.map { Double($0.estimatedTokens) / $0.tokenRatio } }
    }

    /// Tells all who wait that the answer is committed, or that it could not be.
    func settle(_ result: Result<Message, ParleyError>) {
        let (waiters, bells) = state.withLock { state in
            state.settled = result.map { $0.textBytes <= Self.maximumHeldBytes ? $0 : nil }
            if case .success = result { state.seal() }
            defer { state.whenSettled = [] }
            return (state.whenSettled, state.allListeners)
        }
        for waiter in waiters { waiter.resume() }
        ring(bells, [.text, .changes])
    }

    /// Waits until the answer is committed; returns it where it is short.
    func settled() async throws(ParleyError) -> Message? {
        await withCheckedContinuation { continuation in
            let isSettled = state.withLock { state in
                if state.settled == nil { state.whenSettled.append(continuation) }
                return state.settled != nil
            }
            if isSettled { continuation.resume() }
        }
        guard let result = state.withLock({ $0.settled }) else { throw .shuttingDown }
        return try result.get()
    }
}

extension Message {
    fileprivate var textBytes: Int { content.utf8.count + reasoning.utf8.count }
}

extension String {
    /// As many whole characters as fit into so many bytes.
    fileprivate func beginning(ofBytes limit: Int) -> String {
        var end = utf8.index(startIndex, offsetBy: max(0, limit), limitedBy: endIndex) ?? endIndex
        while end > startIndex, end.samePosition(in: self) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
