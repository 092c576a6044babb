import Crypto
import Foundation

/// Sign-ins that have been begun and not come back yet. Each is good once, for ten minutes, in the browser it began in.
struct PendingSignOns {
    struct Entry {
        /// The hash of what the browser's cookie says.
        var browser: Data
        var nonce: String
        /// The secret whose hash the provider was told (RFC 7636).
        var verifier: String
        var redirectURI: String
        /// Where the person wanted to go.
        var next: String
        var address: String
        var begunAt: ContinuousClock.Instant
    }

    static let life = Duration.seconds(600)
    static let maximum = 1_000
    /// So that one address cannot push everybody else's out.
    static let maximumOfAddress = 100

    private var entries: [Data: Entry] = [:]

    var count: Int { entries.count }

    mutating func add(_ entry: Entry, state: Data) {
        entries = entries.filter { entry.begunAt - $0.value.begunAt < Self.life }
        let source = NetworkAddress.source(of: entry.address)
        let own = entries.filter { NetworkAddress.source(of: $0.value.address) == source }
        if own.count >= Self.maximumOfAddress {
            removeOldest(of: own)
        } else if entries.count >= Self.maximum {
            removeOldest(of: entries)
        }
        entries[state] = entry
    }

    private mutating func removeOldest(of some: [Data: Entry]) {
        guard let oldest = some.min(by: { $0.value.begunAt < $1.value.begunAt }) else { return }
        entries[oldest.key] = nil
    }

    /// The sign-in of that state, once; another browser neither gets it nor spoils it.
    mutating func take(state: Data, browser: Data, at now: ContinuousClock.Instant) -> Entry? {
        guard let entry = entries[state], entry.browser == browser else { return nil }
        entries[state] = nil
        return now - entry.begunAt < Self.life ? entry : nil
    }
}
