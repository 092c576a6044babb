import Foundation
public import Logging
import ParleyCore
public import ParleyStore

/// A provider as an admin sees it.
public struct ProviderEntry: Sendable {
    public var name: String
    public var baseURL: String
    public var source: ProviderSource
    /// Nil where what is kept of it cannot be read.
    public var plain: ProviderFields.Plain?
    public var isEnabled: Bool
    /// Nil where it was not asked yet.
    public var status: ProviderStatus?
    /// What is wrong with it here, whatever its server would say.
    public var trouble: String?
    public var warning: String?
}

/// What a trial of a provider has shown.
public struct ProviderTrial: Sendable {
    public var models: [String]
    public var milliseconds: Int
    /// In words; nil where it went well.
    public var error: String?
}

/// What admins do with providers. Whoever was named at the start of the server is only shown.
public final class Providers: Sendable {
    let database: Database
    let vault: Vault
    let bench: any ProviderBench
    let reach: Reachability
    let trials = Seats(10)
    let logger: Logger

    public init(database: Database, vault: Vault, bench: any ProviderBench, logger: Logger) {
        self.database = database
        self.vault = vault
        self.bench = bench
        self.logger = logger
        reach = Reachability { name throws(ReplyFailure) in _ = try await bench.models(ofUsed: name) }
    }

    /// Puts what admins have added to use; at the start and after each change.
    public func install() async throws {
        bench.install(usable(try await database.providers()))
    }

    private func usable(_ rows: [StoredProvider]) -> [UsableProvider] {
        let given = givenNames
        for row in rows where given.contains(row.name) {
            logger.warning(
                "a provider that an admin has added is not used: the settings have one of this name",
                metadata: ["provider": "\(row.name)"])
        }
        return rows.filter { $0.isEnabled && !given.contains($0.name) }.compactMap(usableOrNone)
    }

    private func usableOrNone(_ row: StoredProvider) -> UsableProvider? {
        do throws(ParleyError) {
            return try vault.usable(row)
        } catch {
            logger.error("a provider is not used", metadata: ["provider": "\(row.name)", "reason": "\(error.message)"])
            return nil
        }
    }

    var givenNames: Set<String> { Set(bench.others.filter(\.source.isGiven).map(\.fields.name)) }
}

// MARK: Looking

extension Providers {
    public func list() async throws -> [ProviderEntry] {
        let rows = try await database.providers()
        let others = bench.others
        let statuses = await reach.statuses(of: usedNames(rows, others))
        let entries = others.map { other in
            ProviderEntry(
                name: other.fields.name, baseURL: other.fields.baseURL, source: other.source,
                plain: other.fields.plain, isEnabled: true, status: statuses[other.fields.name],
                warning: warning(other.fields.baseURL))
        }
        return entries + rows.map { entry($0, status: statuses[$0.name]) }
    }

    /// Which providers are in use, and whether they answer; asked at most every half minute and waited for 2 seconds.
    public func reachability() async throws -> [(name: String, status: ProviderStatus?)] {
        let names = usedNames(try await database.providers(), bench.others)
        let statuses = await reach.statuses(of: names)
        return names.map { ($0, statuses[$0]) }
    }

    private func usedNames(_ rows: [StoredProvider], _ others: [OtherProvider]) -> [String] {
        let names = others.map(\.fields.name)
        return names + rows.filter { $0.isEnabled && !names.contains($0.name) }.map(\.name)
    }

    func entry(_ row: StoredProvider, status: ProviderStatus?) -> ProviderEntry {
        let isGiven = givenNames.contains(row.name)
        return ProviderEntry(
            name: row.name, baseURL: row.baseURL, source: .admin, plain: try? row.plain(),
            isEnabled: row.isEnabled, status: row.isEnabled && !isGiven ? status : nil, trouble: trouble(row),
            warning: warning(row.baseURL))
    }

    private func trouble(_ row: StoredProvider) -> String? {
        if givenNames.contains(row.name) {
            return "The settings this server was started with have a provider of this name; that one is used."
        }
        do {
            _ = try row.plain()
            _ = try vault.secrets(of: row)
            return nil
        } catch let trouble as VaultTrouble {
            return "The key of this provider cannot be read: \(trouble.reason). "
                + "Put the key file back and start the server again, or enter the key anew."
        } catch {
            return (error as? ParleyError)?.message
        }
    }

    private func warning(_ baseURL: String) -> String? {
        guard bench.isExposed(baseURL) else { return nil }
        return "Plain http to another machine: the key and all that is said travel unencrypted."
    }
}
