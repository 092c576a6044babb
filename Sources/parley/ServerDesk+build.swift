import Foundation
import Logging
import ParleyCore
import ParleyLive
import ParleySettings
import ParleyStore
import ParleyTeam
import ParleyUpstream
import ParleyWeb

extension Vault {
    convenience init(settings: Settings, database: Database, logger: Logger) async throws {
        try await self.init(
            database: database, keyFile: settings.keyFile ?? database.folder.keyFile,
            origin: { Provider(name: "", baseURL: $0).origin }, logger: logger)
    }
}

extension ServerDesk {
    /// Puts to use what admins have set before.
    init(
        settings: Settings, database: Database, feed: LiveFeed, vault: Vault, board: ProviderBoard,
        live: LiveSettings, passwords: PasswordSwitch, logger: Logger
    ) async throws {
        let issuers = settings.issuers
        let groupsMakeAdmins = settings.groupsMakeAdmins
        live.whenReplaced { values in try? passwords.set(values["passwords"] != "off") }
        let providers = Providers(database: database, vault: vault, bench: board, logger: logger)
        let program = ProgramFacts(version: Parley.version, curl: CurlVersion.text, startedAt: Date()) {
            MemoryUse.now().resident
        }
        self.init(
            providers: providers,
            settings: AdminSettings(
                database: database, given: settings.entries, live: live, logger: logger,
                objection: { key, value in
                    guard key == "passwords", value == "off" else { return nil }
                    guard passwords.hasOtherWayIn else {
                        return "Passwords are the only way in; set up single sign-on first."
                    }
                    if groupsMakeAdmins { return nil }
                    let hasOne = try await database.hasAdmin(vouchedForBy: issuers)
                    return hasOne ? nil : "No admin has come in without a password yet; sign in that way as one first."
                }),
            health: ServerHealth(database: database, feed: feed, providers: providers, program: program))
        try await providers.install()
        try await self.settings.apply()
    }
}

extension Settings {
    /// Every setting as an admin may see it.
    var entries: [SettingEntry] {
        SettingKey.allCases.map { key in
            SettingEntry(
                key: key.rawValue, value: shown(key), isList: key.isList, source: source(of: key).rawValue,
                allowed: Settings.allowed(key))
        }
    }
}
