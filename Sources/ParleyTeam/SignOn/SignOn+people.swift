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
            warnOfKept(person, arrival)
            return try await signedIn(person, arrival, secret)
        case .nobody(let person):
            if let person { feed.end(person: person.id) }
            throw SignOnFailure.refused(ArrivalWords.nobody, "in no group that may come in")
        case .unknown: throw SignOnFailure.refused(ArrivalWords.unknown, "not known here, and create_people is false")
        case .disabled: throw SignOnFailure.refused(ArrivalWords.disabled, "the person is disabled")
        }
    }

    private func signedIn(_ person: Person, _ arrival: Arrival, _ secret: Secret) async throws -> People.SignedIn {
        let entry = try await database.entry(
            issuer: arrival.issuer, subject: arrival.subject, signedInBy: .sso, now: now())
        return People.SignedIn(
            person: person, session: secret, signedInBy: .sso, hasPassword: entry?.hasPassword ?? false)
    }

    /// Who keeps the role of an admin only because a mapper at the provider is gone should not go unseen.
    private func warnOfKept(_ person: Person, _ arrival: Arrival) {
        guard arrival.lacksGroups, case .always(let role) = arrival.verdict, role != person.role else { return }
        let facts: Logger.Metadata = ["person": "\(person.id)", "role": "\(person.role.rawValue)"]
        logger.warning("no groups were told, so the role stays; look at \(settings.groupsClaim)", metadata: facts)
    }

    private func arrival(_ claims: Claims, address: String) throws -> Arrival {
        let subject = try IDTokenRule.subject(of: claims)
        let names = [settings.nameClaim, "name", "sub"].lazy.compactMap { claims.text($0) }
        let groups = claims.texts(settings.groupsClaim)
        return Arrival(
            issuer: settings.issuer, subject: subject, name: names.compactMap(Person.nearestName).first ?? "Somebody",
            verdict: settings.roles.verdict(for: groups ?? []), lacksGroups: groups == nil,
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
        do {
            try await failures.note(nil, from: address, by: .sso, reason: failure.reason, at: now())
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
