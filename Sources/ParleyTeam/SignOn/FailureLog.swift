import Foundation
import Logging
import ParleyCore
import ParleyStore

/// Writes down that somebody did not come in: all of it in the log, as much as the budget allows in the audit.
struct FailureLog: Sendable {
    let database: Database
    let logger: Logger
    let budget: FailureBudget

    /// - Parameters:
    ///   - person: Only where there is one of that name: what was typed may be a password.
    ///   - isLimited: The address has a limit of its own already.
    func note(
        _ person: PersonName?, from address: String, by way: SignInWay, reason: String? = nil, isLimited: Bool = false,
        at now: Date = .now, _ instant: ContinuousClock.Instant = .now
    ) async throws {
        var facts: Logger.Metadata = ["address": "\(address)", "by": "\(way.rawValue)"]
        if let reason { facts["reason"] = "\(reason)" }
        if let person { facts["person"] = "\(person.id)" }
        logger.notice("login failed", metadata: facts)
        var detail = way == .password ? [:] : ["by": way.rawValue]
        switch budget.take(for: isLimited ? nil : address, at: instant) {
        case .leaveOut: return
        case .write:
            detail["reason"] = reason
            let note = AuditNote(
                .loginFailed, by: Caller(person: nil, address: address), person: person, detail: detail)
            try await database.record(note, at: now)
        case .writeSummary:
            let words = "more than \(FailureBudget.limitOverAll) in a minute; the log has them all"
            let note = AuditNote(.loginFailed, by: Caller(person: nil, address: ""), detail: ["reason": words])
            try await database.record(note, at: now)
        }
    }
}
