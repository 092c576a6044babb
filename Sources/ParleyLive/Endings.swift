import Foundation
import ParleyCore

/// Which sessions, tokens and people were ended lately. A request that was let in just before may open its stream only
/// after it; without this that stream would outlive what let it in.
struct Endings {
    /// No request takes longer than this from its first byte to its stream.
    private static let kept = Duration.seconds(600)
    private static let maximum = 20_000

    private var credentials: [Data: ContinuousClock.Instant] = [:]
    private var people: [Person.ID: ContinuousClock.Instant] = [:]

    var count: Int { credentials.count + people.count }

    mutating func add(credential: Data) {
        if credentials.count >= Self.maximum { credentials = Self.newerHalf(of: credentials) }
        credentials[credential] = .now
    }

    mutating func add(person: Person.ID) {
        if people.count >= Self.maximum { people = Self.newerHalf(of: people) }
        people[person] = .now
    }

    /// Whether what let a listener in has ended since then.
    func hold(_ listener: Listener) -> Bool {
        [credentials[listener.credential], people[listener.person.id]].contains { ending in
            ending.map { $0 >= listener.provenAt } ?? false
        }
    }

    mutating func forgetOld(at now: ContinuousClock.Instant) {
        if !credentials.isEmpty { credentials = credentials.filter { now - $0.value < Self.kept } }
        if !people.isEmpty { people = people.filter { now - $0.value < Self.kept } }
    }

    private static func newerHalf<Key>(of moments: [Key: ContinuousClock.Instant]) -> [Key: ContinuousClock.Instant] {
        let newest = moments.sorted { $0.value > $1.value }.prefix(maximum / 2)
        return Dictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
    }
}
