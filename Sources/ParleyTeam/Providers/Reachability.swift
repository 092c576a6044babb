public import Foundation
import ParleyCore
import Synchronization

/// Whether a provider listed its models when it was last asked.
public struct ProviderStatus: Hashable, Sendable {
    /// In words; nil where it did.
    public var error: String?
    public var checkedAt: Date

    public var isReachable: Bool { error == nil }
}

/// What is known of providers, from a cache: each is asked at most every half minute, and nobody waits for it long.
final class Reachability: Sendable {
    private struct Watch {
        var status: ProviderStatus?
        var askedAt: ContinuousClock.Instant?
        var isAsking = false
        /// Rises when the provider becomes another one, so that an answer of the old one is not taken for its own.
        var number = 0
    }

    private let every: Duration
    private let patience: Duration
    private let ask: @Sendable (String) async throws(ReplyFailure) -> Void
    private let watches = Mutex<[String: Watch]>([:])

    init(
        every: Duration = .seconds(30), patience: Duration = .seconds(2),
        ask: @escaping @Sendable (String) async throws(ReplyFailure) -> Void
    ) {
        self.every = every
        self.patience = patience
        self.ask = ask
    }

    /// What is known by now; those that were not asked lately are, and waited for as long as a page may.
    func statuses(of names: [String], waits: Bool = true) async -> [String: ProviderStatus] {
        for name in names { check(name) }
        let end = ContinuousClock.now + patience
        while waits, isAsking(names), ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(20)) }
        return watches.withLock { watches in
            Dictionary(uniqueKeysWithValues: Set(names).compactMap { name in watches[name]?.status.map { (name, $0) } })
        }
    }

    /// The provider is another one now, or gone.
    func forget(_ name: String) {
        watches.withLock { watches in
            let number = watches[name]?.number ?? 0
            watches[name] = Watch(number: number + 1)
        }
    }

    private func isAsking(_ names: [String]) -> Bool {
        watches.withLock { watches in names.contains { watches[$0]?.isAsking ?? false } }
    }

    private func check(_ name: String) {
        let number = watches.withLock { watches -> Int? in
            var watch = watches[name] ?? Watch()
            let isFresh = watch.askedAt.map { .now - $0 < every } ?? false
            guard !isFresh, !watch.isAsking else { return nil }
            (watch.askedAt, watch.isAsking) = (.now, true)
            watches[name] = watch
            return watch.number
        }
        guard let number else { return }
        Task {
            let error = await self.fault(of: name)
            watches.withLock { watches in
                guard watches[name]?.number == number else { return }
                watches[name]?.status = ProviderStatus(error: error, checkedAt: Date())
                watches[name]?.isAsking = false
            }
        }
    }

    private func fault(of name: String) async -> String? {
        do throws(ReplyFailure) {
            try await ask(name)
            return nil
        } catch {
            return error.inWords
        }
    }
}

extension ReplyFailure {
    /// Ours, then the provider's.
    var inWords: String { message + (providerMessage.map { " The provider said: \($0)" } ?? "") }
}
