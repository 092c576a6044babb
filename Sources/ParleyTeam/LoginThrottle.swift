import Foundation
import ParleyCore
import Synchronization

/// Slows down guessing: so many wrong ones from one address, or for one name from there, then a pause. An account is
/// never locked, so nobody can lock another out.
final class LoginThrottle: Sendable {
    /// A guess that is being checked, or was wrong.
    private struct Guess {
        var name: Int
        var at: ContinuousClock.Instant
        var isWrong = false
    }

    static let limit = 10
    static let span = Duration.seconds(180)
    private static let maximumAddresses = 10_000

    private let guesses: Mutex<[String: [Guess]]> = Mutex([:])
    private let words: String

    init(_ words: String = "Too many wrong logins from here; try again later.") {
        self.words = words
    }

    /// Takes place before the slow work, so that many guesses at once are not all let through: beside the wrong ones
    /// so many again may be under way.
    func begin(name: String, from address: String, at now: ContinuousClock.Instant = .now) throws(ParleyError) {
        let (key, name) = (NetworkAddress.source(of: address), Self.key(name))
        let wait = guesses.withLock { all -> Duration? in
            var recent = all[key]?.filter { now - $0.at < Self.span } ?? []
            if let wait = Self.wait(in: recent, at: now) {
                all[key] = recent
                return wait
            }
            if all[key] == nil, all.count >= Self.maximumAddresses { Self.makeRoom(in: &all, at: now) }
            recent.append(Guess(name: name, at: now))
            all[key] = recent
            return nil
        }
        guard let wait else { return }
        throw ParleyError(.rateLimit, words, retryAfter: max(1, Int(wait / .seconds(1)) + 1))
    }

    /// The guess was wrong. It counts for its address and for its name there alike.
    func fail(name: String, from address: String) {
        let name = Self.key(name)
        change(address) { guesses in
            guard let index = guesses.firstIndex(where: { $0.name == name && !$0.isWrong }) else { return }
            guesses[index].isWrong = true
        }
    }

    /// The guess was right: wrong ones for this name are forgiven here, those for other names are not, so that somebody
    /// with one good password cannot try others without end.
    func succeed(name: String, from address: String) {
        let name = Self.key(name)
        change(address) { guesses in guesses.removeAll { $0.name == name } }
    }

    /// It was never found out; it counts for nothing.
    func forget(name: String, from address: String) {
        let name = Self.key(name)
        change(address) { guesses in
            guard let index = guesses.lastIndex(where: { $0.name == name && !$0.isWrong }) else { return }
            guesses.remove(at: index)
        }
    }

    var addressCount: Int { guesses.withLock { $0.count } }

    private func change(_ address: String, _ body: (inout [Guess]) -> Void) {
        let key = NetworkAddress.source(of: address)
        guesses.withLock { all in
            guard var own = all[key] else { return }
            body(&own)
            all[key] = own.isEmpty ? nil : own
        }
    }

    private static func wait(in recent: [Guess], at now: ContinuousClock.Instant) -> Duration? {
        let wrong = recent.filter(\.isWrong)
        if wrong.count >= limit { return span - (now - wrong[wrong.count - limit].at) }
        return recent.count >= 2 * limit ? .seconds(5) : nil
    }

    /// Names are folded and only a number of them is kept, so that a long one takes no more room.
    private static func key(_ name: String) -> Int {
        name.lowercased().hashValue
    }

    /// Addresses without recent guesses go first, then the one that has been quiet the longest.
    private static func makeRoom(in all: inout [String: [Guess]], at now: ContinuousClock.Instant) {
        all = all.filter { $0.value.last.map { now - $0.at < span } ?? false }
        guard all.count >= maximumAddresses else { return }
        let oldest = all.min { first, second in
            guard let first = first.value.last, let second = second.value.last else { return first.value.isEmpty }
            return first.at < second.at
        }
        if let oldest { all[oldest.key] = nil }
    }
}
