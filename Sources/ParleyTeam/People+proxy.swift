import Foundation
import ParleyCore
import ParleyLive
import ParleyStore

/// People whom a trusted proxy has let through. Who they are, it says with every request.
extension People {
    /// What stands for the issuer where a proxy vouches.
    static let proxyIssuer = "proxy"

    func identify(_ claim: ProxyClaim, address: String) async throws -> Identity {
        let verdict = claim.header.roles.verdict(for: claim.groups)
        if let person = try await database.person(issuer: Self.proxyIssuer, subject: claim.subject),
            !person.isDisabled, verdict == .always(person.role) || verdict.isAtFirst
        {
            return try await identity(of: person, claim)
        }
        let arrival = Arrival(
            issuer: Self.proxyIssuer, subject: claim.subject, name: Person.nearestName(to: claim.subject) ?? "Somebody",
            verdict: verdict, createsPeople: claim.header.createsPeople, signedInBy: .proxy, address: address)
        switch try await database.arrive(arrival, nil, now: .now) {
        case .welcome(let person, let hasNewRole):
            if hasNewRole { feed.end(person: person.id) }
            return try await identity(of: person, claim)
        case .nobody(let person):
            if let person { feed.end(person: person.id) }
            throw ParleyError(.forbidden, ArrivalWords.nobody)
        case .unknown: throw ParleyError(.forbidden, ArrivalWords.unknown)
        case .disabled: throw ParleyError(.unauthenticated, ArrivalWords.disabled)
        }
    }

    private func identity(of person: Person, _ claim: ProxyClaim) async throws -> Identity {
        Identity(
            person: person, credential: Secret.hash("proxy:" + claim.subject), isSession: true, signedInBy: .proxy,
            hasPassword: try await database.credentials(of: person.id)?.passwordHash != nil)
    }
}

extension RoleRule.Verdict {
    fileprivate var isAtFirst: Bool {
        if case .atFirst = self { true } else { false }
    }
}
