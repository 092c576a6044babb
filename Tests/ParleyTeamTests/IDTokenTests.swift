import Foundation
import JWTKit
import Testing

@testable import ParleyTeam

/// Whose signature counts, and by which algorithm.
struct IDTokenTests {
    private static let keys = Result { try SigningKeys() }

    private func claims(_ text: String, more: String = "") async throws -> Claims {
        let keys = try KeySet(json: try Self.keys.get().published(more))
        let token = try IDToken(text)
        let key = try #require(keys.key(named: token.keyID, for: token.algorithm), "there is no such key")
        return try await token.claims(signedWith: key)
    }

    @Test(arguments: ["RS256", "PS256", "ES256", "EdDSA"])
    func aTokenSignedByTheProviderIsRead(algorithm: String) async throws {
        let text = try await Self.keys.get().token(algorithm)
        #expect(try await claims(text).text("sub") == "ada-1")
    }

    @Test(arguments: ["RS256", "PS256", "ES256", "EdDSA"])
    func aChangedTokenIsNot(algorithm: String) async throws {
        let text = try await Self.keys.get().token(algorithm)
        var parts = text.split(separator: ".").map(String.init)
        parts[1] = Base64URL.encode(try JSONEncoder().encode(SigningKeys.claims(["sub": .text("eve")])))
        await #expect(throws: SignOnFailure.token("its signature is not right")) {
            try await claims(parts.joined(separator: "."))
        }
    }

    @Test(arguments: ["RS256", "PS256", "ES256", "EdDSA"])
    func anotherProvidersSignatureIsNot(algorithm: String) async throws {
        let text = try await SigningKeys().token(algorithm)
        await #expect(throws: SignOnFailure.token("its signature is not right")) { try await claims(text) }
    }

    @Test func thePublicKeyAsASecretSignsNothing() async throws {
        let text = try await Self.keys.get().token("HS256")
        #expect(throws: SignOnFailure.token("its algorithm HS256 is not taken")) { try IDToken(text) }
    }

    @Test(arguments: ["none", "None", "NONE", "nOnE", "", "HS512", "RSA-OAEP", "rs256", "RS256\\u0000"])
    func onlyAlgorithmsWithoutSecretsAreTaken(name: String) throws {
        let text = try SigningKeys.token(head: #"{"alg":"\#(name)","kid":"r"}"#)
        #expect(throws: SignOnFailure.self) { try IDToken(text) }
    }

    @Test(arguments: [("RS256", "c"), ("ES256", "r"), ("EdDSA", "c"), ("RS256", "unknown"), ("ES256", "")])
    func aKeyServesItsOwnAlgorithmAndName(algorithm: String, kid: String) async throws {
        let text = try await Self.keys.get().token(algorithm, kid: kid)
        let token = try IDToken(text)
        #expect(try KeySet(json: Self.keys.get().published()).key(named: token.keyID, for: token.algorithm) == nil)
    }

    /// The names of heads that a reader must stumble over without falling.
    @Test(arguments: [
        #"{"alg":"RS256","kid":"r","x":1e300}"#, #"{"alg":"RS256","kid":"r","crit":["exp"]}"#,
        #"{"alg":"RS256","kid":"r","b64":false}"#, #"{"alg":"RS256","kid":7}"#, #"{"alg":["RS256"],"kid":"r"}"#,
        #"{"kid":"r"}"#, "[]", "", "{",
    ])
    func aStrangeHeadIsRefused(head: String) async throws {
        let text = try SigningKeys.token(head: head, signature: "AAAA")
        await #expect(throws: SignOnFailure.self) { try await claims(text) }
    }

    @Test(arguments: ["", ".", "..", "a.b", "a.b.c.d", String(repeating: "a", count: 70_000), "a.b.c", "é.é.é"])
    func whatIsNoTokenIsRefused(text: String) {
        #expect(throws: SignOnFailure.self) { try IDToken(text) }
    }

    @Test func aHugeNumberInTheClaimsStopsNothing() async throws {
        let text = try await Self.keys.get().token("RS256", SigningKeys.claims(["exp": .number(1e300)]))
        #expect(try await claims(text).number("exp") == 1e300)
    }

    @Test func strangeKeysHideNoGoodOne() async throws {
        let strange = [
            #"{"kty":"oct","kid":"o","k":"AAAA"}"#, #"{"kty":"EC","kid":"k","crv":"secp256k1","x":"A","y":"A"}"#,
            #"{"kty":"RSA","kid":"x","alg":"RSA-OAEP-256","n":"AQAB","e":"AQAB"}"#, "7", "null", "{}",
            #"{"kty":"RSA","kid":"enc","use":"enc","n":"AQAB","e":"AQAB"}"#,
        ].joined(separator: ",")
        let text = try await Self.keys.get().token("RS256")
        #expect(try await claims(text, more: strange).text("sub") == "ada-1")
    }

    @Test func withoutANameThereMustBeNoChoice() throws {
        let keys = try KeySet(json: Self.keys.get().published())
        #expect(keys.key(named: nil, for: .rs256) != nil)
        let second = #"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#
        #expect(try KeySet(json: Self.keys.get().published(second)).key(named: nil, for: .rs256) == nil)
    }

    @Test func aWeakKeyIsNone() async throws {
        let weak = #"{"kty":"RSA","kid":"weak","n":"AQAB","e":"AQAB"}"#
        let text = try await Self.keys.get().token("RS256", kid: "weak")
        await #expect(throws: SignOnFailure.token("its signature is not right")) {
            try await claims(text, more: weak)
        }
    }
}
