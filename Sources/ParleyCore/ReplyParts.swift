import Synchronization

/// The parts of one answer on their way from the thread that reads the network to the task that keeps them.
///
/// The producer hands over what has arrived and is told when to pause; the consumer takes everything that is
/// there as one batch, so a fast upstream costs one wake-up for many tokens. Whoever wants it ended calls
/// `cancel()`; the end comes when the producer is really gone, so after it no byte travels and no socket is open.
public final class ReplyParts: AsyncSequence, AsyncIteratorProtocol, Sendable {
    public typealias Element = [ReplyPart]

    private struct State {
        var batch: [ReplyPart] = []
        var bytes = 0
        var isPaused = false
        var isCancelled = false
        var end: Result<Void, ReplyFailure>?
        var waiter: CheckedContinuation<Void, Never>?
        var resume: (@Sendable () -> Void)?
        var abort: (@Sendable () -> Void)?
        /// Takes parts on the producer's thread, in the place of the batch.
        var consumer: (@Sendable ([ReplyPart]) -> Void)?
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: Bytes that may wait; past it the producer is told to pause.
    public init(capacity: Int = 256 << 10) {
        self.capacity = capacity
    }

    public func makeAsyncIterator() -> ReplyParts { self }
}

// MARK: The producer's side

extension ReplyParts {
    /// How the consumer reaches the producer. An abort that was asked for before is carried out at once.
    public func onDemand(resume: @escaping @Sendable () -> Void, abort: @escaping @Sendable () -> Void) {
        let isCancelled = state.withLock { state in
            state.resume = resume
            state.abort = abort
            return state.isCancelled
        }
        if isCancelled { abort() }
    }

    /// Hands over parts. False: the buffer is full, wait for `resume`. Nothing is refused.
    public func send(_ parts: [ReplyPart]) -> Bool {
        guard !parts.isEmpty else { return true }
        if let consumer = state.withLock({ $0.batch.isEmpty && $0.end == nil ? $0.consumer : nil }) {
            consumer(parts)
            return true
        }
        let (waiter, mayGoOn) = state.withLock { state in
            guard state.end == nil else { return (nil as CheckedContinuation<Void, Never>?, true) }
            state.batch.append(contentsOf: parts)
            state.bytes += parts.reduce(0) { $0 + $1.byteCount }
            state.isPaused = state.bytes >= capacity
            defer { state.waiter = nil }
            return (state.waiter, !state.isPaused)
        }
        waiter?.resume()
        return mayGoOn
    }

    /// The producer is gone: its socket is closed and no part follows. The first call counts.
    public func finish(_ failure: ReplyFailure? = nil) {
        let waiter = state.withLock { state in
            guard state.end == nil else { return nil as CheckedContinuation<Void, Never>? }
            state.end = failure.map { .failure($0) } ?? .success(())
            state.resume = nil
            state.abort = nil
            state.consumer = nil
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}

// MARK: The consumer's side

extension ReplyParts {
    /// All that has arrived since the last call; nil after the end. Only one task may ask at a time.
    public func next() async throws(ReplyFailure) -> [ReplyPart]? {
        while true {
            switch take() {
            case .batch(let parts, let resume):
                resume?()
                return parts
            case .end(let result):
                try result.get()
                return nil
            case .nothing:
                await withCheckedContinuation { wait($0) }
            }
        }
    }

    /// Hands every batch to a consumer that never waits, on the producer's own thread, and returns at the end: for
    /// tokens that are only noted, a task's wake-up would cost more than the noting. The consumer bounds what it keeps.
    public func forEach(_ consumer: @escaping @Sendable ([ReplyPart]) -> Void) async throws(ReplyFailure) {
        while true {
            switch take(leaving: consumer) {
            case .batch(let parts, let resume):
                consumer(parts)
                resume?()
            case .end(let result): return try result.get()
            case .nothing: await withCheckedContinuation { wait($0) }
            }
        }
    }

    /// Asks the producer to end now. Its end is then seen by `next()`.
    public func cancel() {
        let abort = state.withLock { state in
            state.isCancelled = true
            return state.abort
        }
        abort?()
    }

    private enum Taken {
        case batch([ReplyPart], resume: (@Sendable () -> Void)?)
        case end(Result<Void, ReplyFailure>)
        case nothing
    }

    /// - Parameter consumer: Takes what comes from now on, once nothing waits any more.
    private func take(leaving consumer: (@Sendable ([ReplyPart]) -> Void)? = nil) -> Taken {
        state.withLock { state in
            if state.batch.isEmpty, state.end == nil { state.consumer = consumer }
            guard state.batch.isEmpty else {
                let parts = state.batch
                let resume = state.isPaused ? state.resume : nil
                state.batch = []
                state.bytes = 0
                state.isPaused = false
                return .batch(parts, resume: resume)
            }
            return state.end.map { .end($0) } ?? .nothing
        }
    }

    private func wait(_ continuation: CheckedContinuation<Void, Never>) {
        let mayWait = state.withLock { state in
            guard state.batch.isEmpty, state.end == nil, state.waiter == nil else { return false }
            state.waiter = continuation
            return true
        }
        if !mayWait { continuation.resume() }
    }
}
