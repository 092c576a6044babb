import Foundation
import ParleyCore
import ParleyWire
import Synchronization

/// One completion, tried until it answers, is refused for good, or is stopped. All attempts share the same parts.
final class CompletionAttempts: Sendable {
    private struct State {
        var retries = 0
        var style: RequestStyle
    }

    /// Kept so that its thread lives as long as what runs on it.
    private let client: UpstreamClient
    private let request: CompletionRequest
    private let call: ProviderCall
    private let parts: ReplyParts
    private let policy: RetryPolicy
    private let state: Mutex<State>

    init(_ request: CompletionRequest, _ call: ProviderCall, _ parts: ReplyParts, of client: UpstreamClient) {
        self.client = client
        self.request = request
        self.call = call
        self.parts = parts
        policy = RetryPolicy(maximumRetries: request.mayRetry ? call.provider.maximumRetries : 0)
        state = Mutex(State(style: client.styles.style(for: request)))
    }

    func start() {
        let isText = call.provider.api == .completions
        let body = CompletionRequestBody.bytes(of: request, style: state.withLock { $0.style }, isText: isText)
        do throws(ReplyFailure) {
            let transfer = try call.transfer("POST", isText ? "/completions" : "/chat/completions", body: body)
            let (loop, id) = (client.loop, client.loop.newID())
            // The parts let go of these at their end; until then they keep this, and so the client, alive.
            parts.onDemand(resume: { self.client.loop.resume(id) }, abort: { self.client.loop.abort(id) })
            loop.add(id, transfer) { CompletionReceiver(self.parts, self.call) { self.ended($0) } }
        } catch {
            parts.finish(error)
        }
    }

    private func ended(_ attempt: FailedAttempt?) {
        guard let attempt else { return parts.finish() }
        if isAdapted(to: attempt) { return start() }
        let retry = state.withLock { $0.retries }
        guard let delay = policy.delay(after: attempt, retry: retry, random: { .random(in: 0...1) }) else {
            return parts.finish(Self.told(attempt))
        }
        state.withLock { $0.retries += 1 }
        wait(delay, before: retry + 2)
    }

    /// A refusal of something that not every provider knows is no failure: the same is asked again without it.
    private func isAdapted(to attempt: FailedAttempt) -> Bool {
        guard !attempt.hasText, attempt.status == 400 || attempt.status == 422 else { return false }
        let words = attempt.failure.providerMessage ?? ""
        let style = state.withLock { state -> RequestStyle? in
            guard let style = state.style.adapted(toRefusal: words, of: request) else { return nil }
            state.style = style
            return style
        }
        guard let style else { return false }
        client.styles.remember(style, for: request)
        return true
    }

    private func wait(_ delay: Double, before attempt: Int) {
        _ = parts.send([.retrying(attempt: attempt, at: Date(timeIntervalSinceNow: delay))])
        let waiting = Task {
            do {
                try await Task.sleep(for: .seconds(delay))
            } catch {
                return parts.finish()
            }
            _ = parts.send([.connecting])
            start()
        }
        parts.onDemand(resume: {}, abort: { waiting.cancel() })
    }

    private static func told(_ attempt: FailedAttempt) -> ReplyFailure {
        guard let asked = attempt.retryAfter, !attempt.hasText else { return attempt.failure }
        var failure = attempt.failure
        failure.retryAfter = asked
        failure.message += " It asks to wait \(RetryAfter.words(asked))."
        return failure
    }
}

/// What was learned of how each provider, and each of its models, wants to be asked.
final class RequestStyles: Sendable {
    private static let maximumCount = 10_000
    private let styles = Mutex<[String: RequestStyle]>([:])

    func style(for request: CompletionRequest) -> RequestStyle {
        styles.withLock { styles in
            var style = styles[request.model + "\n" + request.provider] ?? RequestStyle()
            style.includesUsage = styles[request.provider]?.includesUsage ?? true
            return style
        }
    }

    func remember(_ style: RequestStyle, for request: CompletionRequest) {
        styles.withLock { styles in
            if styles.count >= Self.maximumCount { styles.removeAll() }
            styles[request.provider, default: RequestStyle()].includesUsage = style.includesUsage
            styles[request.model + "\n" + request.provider] = style
        }
    }

    /// A provider that was set up anew may be another program.
    func forget() {
        styles.withLock { $0.removeAll() }
    }
}
