public import ParleyCore
import Synchronization

/// What became of the answers since the server began, counted by provider, for whoever watches over it.
public final class AnswerMetrics: Sendable {
    /// Of one provider.
    public struct Figures: Sendable {
        public var firstToken = Histogram(bounds: AnswerMetrics.waits)
        public var tokenGap = Histogram(bounds: AnswerMetrics.gaps)
        public var byStatus: [Message.Status: Int] = [:]
        public var byError: [ReplyFailure.Code: Int] = [:]
        public var promptTokens = 0
        public var completionTokens = 0
    }

    /// What became of one answer.
    struct Outcome {
        var status: Message.Status
        var error: ReplyFailure.Code?
        var usage: Usage?
        var firstTokenMilliseconds: Int?
        /// Of the text that came, where it is not stored.
        var estimatedTokens = 0
    }

    public struct Snapshot: Sendable {
        public var providers: [(name: String, figures: Figures)]
        public var stop: Histogram
    }

    static let waits = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
    static let gaps = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30]
    private static let stops = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5]
    /// More providers than any settings name; what is over is counted together.
    private static let maximumProviders = 100

    private struct State {
        var providers: [String: Figures] = [:]
        var stop = Histogram(bounds: AnswerMetrics.stops)
    }

    private let state = Mutex(State())

    /// An answer has ended.
    func note(_ outcome: Outcome, gaps: Histogram, of provider: String) {
        state.withLock { state in
            var name = provider
            if state.providers[name] == nil, state.providers.count >= Self.maximumProviders { name = "other" }
            state.providers[name, default: Figures()].note(outcome, gaps: gaps)
        }
    }

    /// Somebody stopped an answer; from the request to the upstream's end and the commit.
    func noteStop(seconds: Double) {
        state.withLock { $0.stop.record(seconds) }
    }

    public var snapshot: Snapshot {
        state.withLock { state in
            Snapshot(
                providers: state.providers.sorted { $0.key < $1.key }.map { (name: $0.key, figures: $0.value) },
                stop: state.stop)
        }
    }
}

extension AnswerMetrics.Figures {
    fileprivate mutating func note(_ outcome: AnswerMetrics.Outcome, gaps: Histogram) {
        byStatus[outcome.status, default: 0] += 1
        if let code = outcome.error { byError[code, default: 0] += 1 }
        if let first = outcome.firstTokenMilliseconds { firstToken.record(Double(first) / 1_000) }
        tokenGap.add(gaps)
        promptTokens += outcome.usage?.promptTokens ?? 0
        completionTokens += outcome.usage?.completionTokens ?? 0
    }
}

extension Message {
    var outcome: AnswerMetrics.Outcome {
        AnswerMetrics.Outcome(
            status: status, error: failure?.code, usage: usage,
            firstTokenMilliseconds: timing?.firstTokenMilliseconds)
    }
}
