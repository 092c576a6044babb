import Foundation
import Logging
import ParleyCore
import ParleyLive
import ParleyStore

/// From what the provider says to a person of ours.
extension SignOn {
    func welcome(_ claims: Claims, _ back: Return) async throws -> People.SignedIn {
        let arrival = try arrival(claims, address: back.address)
        let secret = Secret.session()
        let session = NewSession(
            hash: Secret.hash(secret.text), replacing: back.replacing.map(Secret.hash), agent: back.agent,
            address: back.address, signedInBy: .sso)
        switch try await database.arrive(arrival, session, now: now()) {
        case .welcome(let person, let hasNewRole):
            if hasNewRole { feed.end(person: person.id) }
            if let old = session.replacing { feed.end(credential: old) }
            logger.info("login", metadata: ["person": "\(person.id)", "address": "\(back.address)", "by": "sso"])
            return People.SignedIn(
                person: person, session: secret, signedInBy: .sso,
                hasPassword: try await database.credentials(of: person.id)?.passwordHash != nil)
        case .nobody(let person):
            if let person { feed.end(person: person.id) }
            throw SignOnFailure.refused(ArrivalWords.nobody, "in no group that may come in")
        case .unknown: throw SignOnFailure.refused(ArrivalWords.unknown, "not known here, and create_people is false")
        case .disabled: throw SignOnFailure.refused(ArrivalWords.disabled, "the person is disabled")
        }
    }

    private func arrival(_ claims: Claims, address: String) throws -> Arrival {
        let subject = try IDTokenRule.subject(of: claims)
        let names = [settings.nameClaim, "name", "sub"].lazy.compactMap { claims.text($0) }
        return Arrival(
            issuer: settings.issuer, subject: subject, name: names.compactMap(Person.nearestName).first ?? "Somebody",
            verdict: settings.roles.verdict(for: claims.texts(settings.groupsClaim) ?? []),
            createsPeople: settings.createsPeople, signedInBy: .sso, address: address)
    }

    // MARK: What went wrong

    /// Writes down why nobody came in, and gives back what the person is told.
    func note(_ error: any Error, address: String) async -> ParleyError {
        let failure =
            error as? SignOnFailure
            ?? SignOnFailure(
                told: error as? ParleyError
                    ?? ParleyError(.internalError, "Something went wrong inside the server."), reason: "\(error)")
        logger.notice("login failed", metadata: ["address": "\(address)", "by": "sso", "reason": "\(failure.reason)"])
        guard failures.take(for: address, at: now()) else { return failure.told }
        let note = AuditNote(
            .loginFailed, by: Caller(person: nil, address: address),
            detail: ["signed_in_by": SignInWay.sso.rawValue, "reason": failure.reason])
        do {
            try await database.record(note, at: now())
            return failure.told
        } catch {
            return error as? ParleyError ?? failure.told
        }
    }
}

/// What is told to somebody whom others vouch for and who may not come in all the same.
enum ArrivalWords {
    static let nobody = "Your account is in no group that may come in here. An admin of this Parley can tell you more."
    static let unknown = "Nobody here belongs to your account yet. An admin of this Parley can tell you more."
    static let disabled = "You may not come in any more. An admin of this Parley can tell you more."
}
