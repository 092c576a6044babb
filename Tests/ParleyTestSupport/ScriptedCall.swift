public import ParleyCore
import Synchronization

/// One call of a scripted model, as its upstream sees it.
public final class ScriptedCall: Sendable {
    private struct State {
        var isAborted = false
        var isClosed = false
        var isFull = false
        var hangsOnAbort = false
        var resumed: [CheckedContinuation<Void, Never>] = []
        var said: [String] = []
    }

    public let request: CompletionRequest
    let parts = ReplyParts()
    private let state = Mutex(State())

    init(_ request: CompletionRequest) {
        self.request = request
        parts.onDemand(resume: { [weak self] in self?.resume() }, abort: { [weak self] in self?.abort() })
    }

    /// Somebody asked for the end.
    public var isAborted: Bool { state.withLock { $0.isAborted } }
    /// The upstream is gone: nothing can follow.
    public var isClosed: Bool { state.withLock { $0.isClosed } }
    /// All content that went out, whether it was taken or not.
    public var said: String { state.withLock { $0.said.joined() } }

    /// From now on an abort is noticed but the connection stays until `close()`.
    public func hangOnAbort() {
        state.withLock { $0.hangsOnAbort = true }
    }

    /// Sends content; waits while the reader has enough.
    public func say(_ text: String) async {
        state.withLock { state in if !state.isClosed { state.said.append(text) } }
        await send([.text(text)])
    }

    public func think(_ text: String) async {
        await send([.reasoning(text)])
    }

    public func send(_ batch: [ReplyPart]) async {
        await wait()
        guard !isClosed else { return }
        // Full is marked before it is sent: the reader may take it, and say so, at once.
        state.withLock { $0.isFull = true }
        if parts.send(batch) { resume() }
    }

    /// The answer is whole.
    public func end(_ reason: String = "stop") {
        guard !isClosed else { return }
        _ = parts.send([.finish(reason)])
        close()
    }

    public func fail(_ failure: ReplyFailure) {
        close(failure)
    }

    public func close(_ failure: ReplyFailure? = nil) {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.resumed = [] }
            return state.resumed
        }
        parts.finish(failure)
        for waiter in waiters { waiter.resume() }
    }

    private func resume() {
        let waiters = state.withLock { state in
            state.isFull = false
            defer { state.resumed = [] }
            return state.resumed
        }
        for waiter in waiters { waiter.resume() }
    }

    private func abort() {
        let hangs = state.withLock { state in
            state.isAborted = true
            return state.hangsOnAbort
        }
        if !hangs { close() }
    }

    private func wait() async {
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                guard state.isFull, !state.isClosed else { return false }
                state.resumed.append(continuation)
                return true
            }
            if !mustWait { continuation.resume() }
        }
    }
}
