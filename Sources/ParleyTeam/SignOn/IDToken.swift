import Foundation
import JWTKit

/// A signed token as it came, its signature not looked at yet.
struct IDToken {
    static let maximumBytes = 64 << 10

    let text: String
    let algorithm: JWK.Algorithm
    let keyID: String?

    /// Reads the head alone, with no more of it than is needed: JWTKit's own reader of heads stops the program at a
    /// number that is too large.
    private struct Head: Decodable {
        var alg: String
        var kid: String?
        var crit: ClaimValue?
        var b64: ClaimValue?
    }

    init(_ text: String) throws(SignOnFailure) {
        let parts =
            text.utf8.count <= Self.maximumBytes ? text.split(separator: ".", omittingEmptySubsequences: false) : []
        guard parts.count == 3, let head = Base64URL.decode(parts[0]) else { throw .token("the ID token is no JWT") }
        guard let head = try? JSONDecoder().decode(Head.self, from: head) else { throw .token("its head is no JSON") }
        guard head.crit == nil, head.b64 == nil else { throw .token("its head asks for what is not known here") }
        guard let algorithm = JWK.Algorithm.verifying(head.alg) else {
            throw .token("its algorithm \(head.alg.asLogWord) is not taken")
        }
        self.text = text
        self.algorithm = algorithm
        keyID = head.kid
    }

    /// What it says, once its signature is right.
    func claims(signedWith key: JWK) async throws(SignOnFailure) -> Claims {
        // A collection of one key that is bound to one algorithm: the token has no say in how it is checked.
        var key = key
        key.keyIdentifier = "key"
        do {
            let keys = try await JWTKeyCollection().add(jwk: key)
            return try await keys.verify(text, as: Claims.self)
        } catch {
            throw .token("its signature is not right")
        }
    }
}
