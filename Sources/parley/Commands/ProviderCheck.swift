import ParleyCore
import ParleyStore
import ParleyTeam
import ParleyUpstream

extension AdminDesk {
    private static let seconds = 15.0

    /// What is wrong with the providers that admins have added, a line each.
    func providerFindings() async throws -> [String] {
        let vault = try await vault()
        let client = UpstreamClient()
        defer { client.shutdown() }
        var findings: [String] = []
        for row in try await database.providers() where row.isEnabled {
            do {
                _ = try await client.tryOut(try vault.usable(row).provider, seconds: Self.seconds)
            } catch {
                let words = (error as? ReplyFailure)?.message ?? (error as? ParleyError)?.message ?? "it failed inside"
                findings.append("provider \(row.name): \(words)")
            }
        }
        return findings
    }
}
