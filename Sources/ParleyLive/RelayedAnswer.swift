public import ParleyCore
import ParleyWire
import Synchronization

/// The tokens that have been passed on of an answer, by an estimate. Its limit is told of them while it runs.
final class WrittenTokens: Sendable {
    let estimate = Mutex(0)
}

/// One answer on its way from a provider to a program. Letting go of it ends the upstream.
public final class RelayedAnswer: Sendable {
    private struct State {
        /// What came with the head.
        var waiting: [ReplyPart] = []
        var usage: Usage?
        var failure: ReplyFailure?
        var firstTokenMilliseconds: Int?
        var refusal: Int?
        /// One document came where events may have been asked for.
        var isDocument = false
        var isOver = false
        var isCancelled = false
        var onEnd: (@Sendable (AnswerMetrics.Outcome) -> Void)?
    }

    /// A program that waits longer than this for a status is told that its answer will come as events.
    private static let statusLimit = Duration.seconds(15)
    /// A sign of life is due after this long without one; the contract promises 15 s.
    private static let beatEvery = Duration.seconds(10)

    private let parts: ReplyParts
    private let isStream: Bool
    private let provider: String
    private let written: WrittenTokens
    private let askedAt = ContinuousClock.now
    private let beats: Task<Void, Never>
    private let state: Mutex<State>

    init(
        parts: ReplyParts, isStream: Bool, provider: String, written: WrittenTokens,
        onEnd: @escaping @Sendable (AnswerMetrics.Outcome) -> Void
    ) {
        self.parts = parts
        self.isStream = isStream
        self.provider = provider
        self.written = written
        state = Mutex(State(onEnd: onEnd))
        beats = Task {
            var pause = isStream ? Self.statusLimit : Self.beatEvery
            while (try? await Task.sleep(for: pause)) != nil {
                _ = parts.send([.silence])
                pause = Self.beatEvery
            }
        }
    }

    deinit {
        beats.cancel()
        parts.cancel()
        end(.stopped, nil)
    }

    /// Nobody wants it any more, or nobody may have it.
    public func cancel() {
        state.withLock { $0.isCancelled = true }
        parts.cancel()
    }

    /// Waits for the provider's status; a stream waits no longer than it should.
    public func begin() async throws(ReplyFailure) -> RelayBeginning {
        while let batch = try await next() {
            for (index, part) in batch.enumerated() {
                switch part {
                case .head(let head):
                    let rest = Array(batch[(index + 1)...])
                    guard (200..<300).contains(head.status) else { return try await refused(head, rest) }
                    state.withLock { state in
                        state.waiting = rest
                        state.isDocument = !head.isEventStream
                    }
                    return .answer(head)
                case .silence where isStream:
                    // What came in the same instant belongs to the answer, too.
                    let rest = Array(batch[index...])
                    state.withLock { $0.waiting = rest }
                    return .late
                default: break
                }
            }
        }
        throw ended
    }

    /// Who ended it, where it was not the provider.
    private var ended: ReplyFailure {
        state.withLock { $0.isCancelled }
            ? ReplyFailure(
                .providerUnavailable, "The answer was ended here: the server stops, or the access was taken away.")
            : ReplyFailure(.truncated, "The provider \(provider) did not answer.")
    }

    private func refused(_ head: RelayHead, _ rest: [ReplyPart]) async throws(ReplyFailure) -> RelayBeginning {
        var body: [UInt8] = []
        var batch: [ReplyPart]? = rest
        while let parts = batch {
            for case .bytes(let bytes) in parts { body += bytes }
            batch = try await next()
        }
        end(.error, ReplyFailure(status: head.status, body: body.span, provider: provider))
        return .refused(head, body: body)
    }

    /// The next bytes to pass on; nil at the end. After a late beginning, a refusal comes as an event.
    func bytes(isEvents: Bool) async -> [UInt8]? {
        while true {
            let waiting = state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            if !waiting.isEmpty {
                let bytes = take(waiting, isEvents: isEvents)
                if bytes.isEmpty { continue }
                return bytes
            }
            do {
                guard let batch = try await next() else { return whole(isEvents: isEvents) }
                let bytes = take(batch, isEvents: isEvents)
                if !bytes.isEmpty { return bytes }
            } catch {
                return ended(by: error, isEvents: isEvents)
            }
        }
    }

    /// There is no more: all of it has come, or somebody here has ended it.
    private func whole(isEvents: Bool) -> [UInt8]? {
        let (isCancelled, isOver) = state.withLock { ($0.isCancelled, $0.isOver) }
        end(isCancelled ? .stopped : .complete, nil)
        return isCancelled && isEvents && !isOver ? Self.event(ended) : nil
    }

    private func next() async throws(ReplyFailure) -> [ReplyPart]? {
        do throws(ReplyFailure) {
            return try await parts.next()
        } catch {
            state.withLock { $0.failure = error }
            throw error
        }
    }

    private func take(_ batch: [ReplyPart], isEvents: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in batch {
            switch part {
            case .head(let head) where !(200..<300).contains(head.status): state.withLock { $0.refusal = head.status }
            case .head(let head): state.withLock { $0.isDocument = !head.isEventStream }
            case .bytes(let piece):
                noteFirst()
                let (refusal, isDocument) = state.withLock { ($0.refusal, $0.isDocument) }
                if let refusal {
                    bytes += self.refusal(piece, status: refusal)
                } else {
                    bytes +=
                        isDocument && isEvents
                        ? CompletionShape.events(ofDocument: piece, provider: provider) : piece
                }
            case .usage(let usage): state.withLock { $0.usage = usage }
            case .passed(let tokens): written.estimate.withLock { $0 = tokens }
            case .silence where isEvents: bytes += EventFrame.comment
            default: break
            }
        }
        return bytes
    }

    private func refusal(_ body: [UInt8], status: Int) -> [UInt8] {
        let failure = ReplyFailure(status: status, body: body.span, provider: provider)
        state.withLock { $0.failure = failure }
        return Self.event(failure)
    }

    private func ended(by failure: ReplyFailure, isEvents: Bool) -> [UInt8]? {
        let isTold = state.withLock { $0.isOver || $0.firstTokenMilliseconds != nil }
        end(.error, failure)
        // Once something came, the upstream's side has told how it ended in an event of its own.
        return isEvents && !isTold ? Self.event(failure) : nil
    }

    private static func event(_ failure: ReplyFailure) -> [UInt8] {
        var output: [UInt8] = []
        EventFrame.append(data: ErrorShape.json(failure), to: &output)
        return output
    }

    private func noteFirst() {
        let now = Int((.now - askedAt) / .milliseconds(1))
        state.withLock { state in
            if state.firstTokenMilliseconds == nil { state.firstTokenMilliseconds = now }
        }
    }

    /// Once, whichever way it ends.
    private func end(_ status: Message.Status, _ failure: ReplyFailure?) {
        beats.cancel()
        let (onEnd, outcome) = state.withLock { state in
            let failure = failure ?? state.failure
            let outcome = AnswerMetrics.Outcome(
                status: failure == nil ? status : .error, error: failure?.code, usage: state.usage,
                firstTokenMilliseconds: state.firstTokenMilliseconds, estimatedTokens: written.estimate.withLock { $0 })
            defer {
                state.onEnd = nil
                state.isOver = true
            }
            return (state.onEnd, outcome)
        }
        onEnd?(outcome)
    }
}

/// A passed-on answer as its reader gets it.
public struct RelayStream: ByteStream {
    private let answer: RelayedAnswer
    private let seat: Seat
    /// Signs of life may stand between the events.
    public var isEvents = false

    /// Made before the answer begins, so that who loses access in between is heard of.
    public init(_ answer: RelayedAnswer, listener: Listener, feed: LiveFeed) {
        self.answer = answer
        seat = Seat(listener, in: feed)
    }

    public mutating func next() async -> [UInt8]? {
        await answer.bytes(isEvents: isEvents)
    }
}
