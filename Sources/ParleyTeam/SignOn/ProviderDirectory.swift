import Foundation
import JWTKit
import ParleyCore

/// What is known of the provider: its addresses and its keys, each for an hour at most.
actor ProviderDirectory {
    private static let life = Duration.seconds(3_600)
    /// Keys are asked for again no more often than this, whatever tokens say about theirs.
    private static let pause = Duration.seconds(60)

    private let issuer: String
    private let wire: ProviderWire
    private let now: @Sendable () -> ContinuousClock.Instant
    private var metadata: (value: ProviderMetadata, at: ContinuousClock.Instant)?
    private var keys: (value: KeySet, at: ContinuousClock.Instant)?
    /// When they were last asked for, whatever came of it.
    private var keysAskedAt: ContinuousClock.Instant?
    /// One question at a time; who comes meanwhile waits for its answer.
    private var asking: Task<ProviderMetadata, any Error>?

    init(
        issuer: String, wire: ProviderWire,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.issuer = issuer
        self.wire = wire
        self.now = now
    }

    func doors() async throws -> ProviderMetadata {
        if let metadata, now() - metadata.at < Self.life { return metadata.value }
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

    /// What a token says, once its signature is right. Some providers change a key and keep its name, so a signature
    /// that does not fit is reason to look at their keys again.
    func claims(of token: IDToken) async throws -> Claims {
        let key = try await key(for: token)
        do throws(SignOnFailure) {
            return try await token.claims(signedWith: key)
        } catch {
            guard mayAskAgain, let fresh = try await freshKeys().key(named: token.keyID, for: token.algorithm) else {
                throw error
            }
            return try await token.claims(signedWith: fresh)
        }
    }

    func key(for token: IDToken) async throws -> JWK {
        if let keys, now() - keys.at < Self.life {
            if let key = keys.value.key(named: token.keyID, for: token.algorithm) { return key }
            guard mayAskAgain else { throw Self.unknownKey(of: token) }
        }
        guard let key = try await freshKeys().key(named: token.keyID, for: token.algorithm) else {
            throw Self.unknownKey(of: token)
        }
        return key
    }

    private var mayAskAgain: Bool { keysAskedAt.map { now() - $0 >= Self.pause } ?? true }

    private func freshKeys() async throws -> KeySet {
        keysAskedAt = now()
        let fresh = try KeySet(json: try await wire.get(try await doors().keysURI, what: "keys"))
        keys = (fresh, now())
        return fresh
    }

    private static func unknownKey(of token: IDToken) -> SignOnFailure {
        let name = token.keyID?.asLogWord ?? "without a name"
        return .token("the provider has no one key \(name) for \(token.algorithm.rawValue)")
    }
}
