import Crypto
import CryptoExtras
import Foundation
import JWTKit
import Testing

@testable import ParleyTeam

/// A provider's keys, made here, and tokens signed with them in every way, right and wrong.
struct SigningKeys {
    static let issuer = "https://id.example.org/realms/team"
    static let client = "parley"
    static let nonce = "the nonce that was sent"

    let rsa: JWTKit.Insecure.RSA.PrivateKey
    let curve = ES256PrivateKey()
    let edwards: EdDSA.PrivateKey

    init() throws {
        rsa = try JWTKit.Insecure.RSA.PrivateKey(backing: _RSA.Signing.PrivateKey(keySize: .bits2048))
        edwards = try EdDSA.PrivateKey()
    }

    /// Claims that are right in everything but what is given; a nil leaves one out.
    static func claims(_ other: [String: ClaimValue?] = [:]) -> Claims {
        let now = Date().timeIntervalSince1970
        var values: [String: ClaimValue] = [
            "iss": .text(issuer), "aud": .text(client), "sub": .text("ada-1"), "nonce": .text(nonce),
            "iat": .number(now), "exp": .number(now + 300),
        ]
        for (name, value) in other { values[name] = value }
        return Claims(values)
    }

    /// The public halves, as the provider tells them.
    func published(_ more: String = "") throws -> Data {
        let rsa = try rsa.publicKey.getKeyPrimitives()
        let point = try #require(curve.publicKey.parameters)
        let keys = [
            #"{"kty":"RSA","kid":"r","use":"sig","n":"\#(url(rsa.modulus))","e":"\#(url(rsa.publicExponent))"}"#,
            #"{"kty":"EC","kid":"c","crv":"P-256","alg":"ES256","x":"\#(url(point.x))","y":"\#(url(point.y))"}"#,
            #"{"kty":"OKP","kid":"e","crv":"Ed25519","x":"\#(url(edwards.publicKey.rawRepresentation))"}"#,
        ]
        return Data("{\"keys\":[\((keys + (more.isEmpty ? [] : [more])).joined(separator: ","))]}".utf8)
    }

    private func url(_ data: Data) -> String { Base64URL.encode(data) }

    private func url(_ text: String) -> String {
        text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    func token(_ algorithm: String, _ claims: Claims = claims(), kid: String? = nil) async throws -> String {
        let keys = JWTKeyCollection()
        switch algorithm {
        case "RS256": await keys.add(rsa: rsa, digestAlgorithm: .sha256)
        case "PS256": await keys.add(pss: rsa, digestAlgorithm: .sha256)
        case "ES256": await keys.add(ecdsa: curve)
        case "EdDSA": await keys.add(eddsa: edwards)
        default: await keys.add(hmac: HMACKey(from: rsa.publicKey.pemRepresentation), digestAlgorithm: .sha256)
        }
        let names = ["RS256": "r", "PS256": "r", "ES256": "c", "EdDSA": "e", "HS256": "r"]
        return try await keys.sign(claims, header: ["kid": .string(kid ?? names[algorithm] ?? "r")])
    }

    /// A token with a head of one's own choice, and whatever signature.
    static func token(head: String, _ claims: Claims = claims(), signature: String = "") throws -> String {
        let body = try JSONEncoder().encode(claims)
        return "\(Base64URL.encode(Data(head.utf8))).\(Base64URL.encode(body)).\(signature)"
    }
}
