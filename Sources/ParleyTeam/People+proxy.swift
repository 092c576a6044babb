import Foundation
import ParleyCore
import ParleyLive
import ParleyStore

/// People whom a trusted proxy has let through. Who they are, it says with every request.
extension People {
    /// What stands for the issuer where a proxy vouches.
    public static let proxyIssuer = "proxy"
    /// A stream is one request; so often it must come by the proxy again.
    static let proxyLife: TimeInterval = 900

    func identify(
        _ claim: ProxyClaim, address: String, at begun: ContinuousClock.Instant
    ) async throws -> Identity? {
        let verdict = claim.header.roles.verdict(for: claim.groups)
        if let entry = try await entry(of: claim), !entry.person.isDisabled,
            verdict == .always(entry.person.role) || verdict.isAtFirst
        {
            return identity(entry, claim, at: begun)
        }
        try await arrive(claim, verdict, address: address)
        return try await entry(of: claim).map { identity($0, claim, at: begun) }
    }

    private func entry(of claim: ProxyClaim) async throws -> Entry? {
        try await database.entry(
            issuer: Self.proxyIssuer, subject: claim.subject, signedInBy: .proxy, now: .now)
    }

    private func arrive(_ claim: ProxyClaim, _ verdict: RoleRule.Verdict, address: String) async throws {
        let arrival = Arrival(
            issuer: Self.proxyIssuer, subject: claim.subject, name: Person.nearestName(to: claim.subject) ?? "Somebody",
            verdict: verdict, createsPeople: claim.header.createsPeople, signedInBy: .proxy, address: address)
        switch try await database.arrive(arrival, nil, now: .now) {
        case .welcome(let person, let hasNewRole):
            if hasNewRole { feed.end(person: person.id) }
        case .nobody(let person):
            if let person { feed.end(person: person.id) }
            await refused(person?.asName, "in no group that may come in", address)
            throw ParleyError(.forbidden, ArrivalWords.nobody)
        case .unknown:
            await refused(nil, "not known here, and create_people is false", address)
            throw ParleyError(.forbidden, ArrivalWords.unknown)
        case .disabled:
            await refused(try await entry(of: claim)?.person.asName, "the person is disabled", address)
            throw ParleyError(.unauthenticated, ArrivalWords.disabled)
        }
    }

    private func refused(_ person: PersonName?, _ reason: String, _ address: String) async {
        await noteFailure(of: person, by: .proxy, address: address, reason: reason)
    }

    private func identity(_ entry: Entry, _ claim: ProxyClaim, at begun: ContinuousClock.Instant) -> Identity {
        var entry = entry
        entry.endsAt = Date(timeIntervalSinceNow: Self.proxyLife)
        return Identity(
            entry, credential: Secret.hash("proxy:" + claim.subject), isSession: true, provenAt: begun)
    }
}

extension RoleRule.Verdict {
    fileprivate var isAtFirst: Bool {
        if case .atFirst = self { true } else { false }
    }
}
