import ParleyCore
import Synchronization

/// What one listener waits on: rung by whoever has news for it, carrying only what kind of news it is.
final class Bell: Sendable {
    struct News: OptionSet, Sendable {
        let rawValue: UInt8
        /// Rows of the conversation changed.
        static let changes = News(rawValue: 1)
        /// The running answer has more text, or a new state.
        static let text = News(rawValue: 2)
        /// Another of the person's conversations changed.
        static let hints = News(rawValue: 4)
        /// It is time for a sign of life.
        static let beat = News(rawValue: 8)
        /// Who is here changed.
        static let people = News(rawValue: 16)
        /// The stream must end now.
        static let close = News(rawValue: 32)
        /// Access may have been taken away: it is proved again before another byte is written.
        static let access = News(rawValue: 64)
        /// What waits for its turn changed.
        static let queue = News(rawValue: 128)
    }

    private struct State {
        var news: News = []
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func ring(_ news: News) {
        let waiter = state.withLock { state in
            state.news.formUnion(news)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// All that was rung since the last time; waits until there is something. One task at a time.
    func wait() async -> News {
        while true {
            let news = take()
            if !news.isEmpty { return news }
            await withCheckedContinuation { continuation in
                let isNews = state.withLock { state in
                    guard state.news.isEmpty, state.waiter == nil else { return true }
                    state.waiter = continuation
                    return false
                }
                if isNews { continuation.resume() }
            }
        }
    }

    /// All that was rung since the last time, without waiting.
    func take() -> News {
        state.withLock { state in
            defer { state.news = [] }
            return state.news
        }
    }
}
