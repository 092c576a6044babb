import Foundation
import ParleyCore

/// Brings the code to the provider and gets the tokens for it (RFC 6749, 4.1.3).
struct CodeExchange {
    struct Tokens: Decodable {
        var idToken: String
        var accessToken: String?

        private enum CodingKeys: String, CodingKey {
            case idToken = "id_token"
            case accessToken = "access_token"
        }
    }

    private struct Refusal: Decodable {
        var error: String
    }

    let clientID: String
    let secret: String?
    let wire: ProviderWire

    func tokens(
        for code: String, of pending: PendingSignOns.Entry, at doors: ProviderMetadata
    ) async throws(SignOnFailure) -> Tokens {
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", pending.redirectURI),
            ("code_verifier", pending.verifier),
        ]
        let proof = Self.proof(clientID: clientID, secret: secret, methods: doors.authMethods)
        form += proof.form
        let response = try await wire.post(doors.tokenEndpoint, form: form, headers: proof.headers, what: "token")
        guard response.status == 200 else { throw Self.failure(response) }
        guard let tokens = try? JSONDecoder().decode(Tokens.self, from: Data(response.body)) else {
            throw .provider("token: its answer holds no id_token")
        }
        return tokens
    }

    /// How the client proves itself: by the header, which a provider that tells nothing must take, else in the form.
    static func proof(
        clientID: String, secret: String?, methods: [String]?
    ) -> (headers: [String: String], form: [(String, String)]) {
        guard let secret else { return ([:], [("client_id", clientID)]) }
        let takesHeader = methods?.contains("client_secret_basic") ?? true
        guard takesHeader || methods?.contains("client_secret_post") != true else {
            return ([:], [("client_id", clientID), ("client_secret", secret)])
        }
        let pair = Data("\(clientID.formEncoded):\(secret.formEncoded)".utf8).base64EncodedString()
        return (["Authorization": "Basic \(pair)"], [])
    }

    /// A code that is refused may be a person's stale page; everything else is a matter of the settings.
    private static func failure(_ response: FetchResponse) -> SignOnFailure {
        let error = (try? JSONDecoder().decode(Refusal.self, from: Data(response.body)))?.error.asLogWord ?? "-"
        let reason = "token: it answered with status \(response.status), error \(error)"
        guard error == "invalid_grant" else { return .provider(reason) }
        return SignOnFailure(told: SignOnFailure.stale.told, reason: reason)
    }
}
