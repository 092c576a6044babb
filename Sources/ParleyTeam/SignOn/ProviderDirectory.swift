import Foundation
import JWTKit
import ParleyCore

/// What is known of the provider: its doors and its keys, each for an hour at most.
actor ProviderDirectory {
    private static let life: TimeInterval = 3_600
    /// Keys are asked for again no more often than this, whatever tokens say about theirs.
    private static let pause: TimeInterval = 60

    private let issuer: String
    private let wire: ProviderWire
    private let now: @Sendable () -> Date
    private var metadata: (value: ProviderMetadata, at: Date)?
    private var keys: (value: KeySet, at: Date)?
    /// One question at a time; who comes meanwhile waits for its answer.
    private var asking: Task<ProviderMetadata, any Error>?

    init(issuer: String, wire: ProviderWire, now: @escaping @Sendable () -> Date) {
        self.issuer = issuer
        self.wire = wire
        self.now = now
    }

    func doors() async throws -> ProviderMetadata {
        if let metadata, now().timeIntervalSince(metadata.at) < Self.life { return metadata.value }
        if let asking { return try await asking.value }
        let task = Task { [issuer, wire] in
            let json = try await wire.get(ProviderMetadata.address(of: issuer), what: "discovery")
            return try ProviderMetadata.read(json, issuer: issuer)
        }
        asking = task
        defer { asking = nil }
        let value = try await task.value
        metadata = (value, now())
        return value
    }

    func key(for token: IDToken) async throws -> JWK {
        if let keys, now().timeIntervalSince(keys.at) < Self.life {
            if let key = keys.value.key(named: token.keyID, for: token.algorithm) { return key }
            guard now().timeIntervalSince(keys.at) >= Self.pause else { throw Self.unknownKey(of: token) }
        }
        let fresh = try KeySet(json: try await wire.get(try await doors().keysURI, what: "keys"))
        keys = (fresh, now())
        guard let key = fresh.key(named: token.keyID, for: token.algorithm) else { throw Self.unknownKey(of: token) }
        return key
    }

    private static func unknownKey(of token: IDToken) -> SignOnFailure {
        let name = token.keyID?.asLogWord ?? "without a name"
        return .token("the provider has no one key \(name) for \(token.algorithm.rawValue)")
    }
}
