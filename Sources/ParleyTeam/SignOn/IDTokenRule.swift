import Foundation

/// What an ID token must say before anything in it is believed (OpenID Connect Core 1.0, 3.1.3.7).
struct IDTokenRule {
    /// How far two machines' clocks may be apart.
    static let leeway: TimeInterval = 60

    var issuer: String
    var clientID: String
    var nonce: String

    func check(_ claims: Claims, at now: Date) throws(SignOnFailure) {
        guard claims.text("iss")?.isExactly(issuer) == true else { throw .token("iss is not the issuer") }
        try checkAudience(claims)
        try checkTimes(claims, at: now)
        guard claims.text("nonce")?.isExactly(nonce) == true else { throw .token("nonce is not the one sent") }
        _ = try Self.subject(of: claims)
    }

    private func checkAudience(_ claims: Claims) throws(SignOnFailure) {
        let audience = claims.texts("aud") ?? []
        guard audience.contains(where: clientID.isExactly) else { throw .token("aud is not this client") }
        let party = claims.text("azp")
        guard party.map(clientID.isExactly) ?? (audience.count == 1) else { throw .token("azp is not this client") }
    }

    private func checkTimes(_ claims: Claims, at now: Date) throws(SignOnFailure) {
        let seconds = now.timeIntervalSince1970
        guard let end = claims.number("exp"), seconds < end + Self.leeway else { throw .token("exp is over") }
        guard let begin = claims.number("iat"), begin <= seconds + Self.leeway else {
            throw .token("iat is missing or still to come")
        }
        guard (claims.number("nbf") ?? 0) <= seconds + Self.leeway else { throw .token("nbf is still to come") }
    }

    /// Who it is: at most 255 characters (OpenID Connect Core 1.0, 2), and none that a store would take for another.
    static func subject(of claims: Claims) throws(SignOnFailure) -> String {
        guard let subject = claims.text("sub"), subject.utf8.count <= 255,
            subject.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw .token("sub is missing or no name") }
        return subject
    }
}
