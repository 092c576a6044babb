public import ParleyCore
import ParleyLive
public import ParleyStore

/// All limits, with the names of those who have their own.
public struct LimitSheet: Sendable {
    public var server: UsageLimits
    public var everyone: UsageLimits
    public var people: [(person: PersonName, limits: UsageLimits)]
}

/// What one has used, beside what one may.
public struct OwnUsage: Sendable {
    public var limits: UsageLimits
    public var used: UsedNow
    public var days: [(day: String, sum: UsageSum)]
}

extension Means {
    private static let ownDays = 30
    private static let maximumDays = 400

    public func limits() async throws -> LimitSheet {
        let book = try await database.limits()
        let people = try await database.people().filter { book.people[$0.id] != nil }
        return LimitSheet(
            server: book.server, everyone: book.everyone,
            people: people.map { ($0.asName, book.people[$0.id] ?? .none) })
    }

    /// - Parameter scope: `server`, `everyone` or a person's id.
    public func setLimits(_ limits: UsageLimits, for scope: String, by caller: Caller) async throws -> LimitSheet {
        guard let scope = LimitScope(scope) else {
            throw ParleyError(.invalid, "scope must be server, everyone or the id of a person.")
        }
        try await database.setLimits(try limits.validated(), for: scope, by: caller)
        try await meter.readLimits()
        return try await self.limits()
    }

    public func usage(of person: Person) async throws -> OwnUsage {
        let (used, limits) = try await meter.used(by: person.id)
        let first = UTCDay(number: meter.today.number - Self.ownDays + 1)
        return OwnUsage(limits: limits, used: used, days: try await database.usage(of: person.id, from: first))
    }

    /// What everybody has used in some days; without days, in the last thirty.
    public func usage(from: String?, to: String?) async throws -> (from: UTCDay, to: UTCDay, report: UsageReport) {
        let last = try to.map { try Self.day($0, "to") } ?? meter.today
        let first = try from.map { try Self.day($0, "from") } ?? UTCDay(number: last.number - Self.ownDays + 1)
        guard (0..<Self.maximumDays).contains(last.number - first.number) else {
            throw ParleyError(
                .invalid, "from must not be after to, and between them are at most \(Self.maximumDays) days.")
        }
        return (first, last, try await database.usage(from: first, to: last))
    }

    private static func day(_ text: String, _ name: String) throws(ParleyError) -> UTCDay {
        if let day = UTCDay(text) { return day }
        throw ParleyError(.invalid, "\(name) must be a day such as 2026-11-30.")
    }
}
