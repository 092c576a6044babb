import Foundation
import Logging
import ParleyCore
import ParleyStore
import Synchronization
import Testing

@testable import ParleyTeam

/// A vault on a database of its own, with two providers in it.
private struct VaultHouse {
    static let secrets = ProviderFields.Secrets(key: "sk-canary", headers: ["X-A": "b"])
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let folder: KeyFolder
    let database: Database
    let vault: Vault

    init() async throws {
        folder = try KeyFolder()
        database = try Database(folder: try DataFolder(path: folder.path))
        vault = try await Self.vault(database)
        for name in ["one", "two"] {
            var row = StoredProvider(
                name: name, baseURL: "https://\(name)/v1", settings: "{}", sealed: nil, isEnabled: true)
            row.sealed = try vault.seal(Self.secrets, for: row)
            try await database.addProvider(row, note: AuditNote(.providerChanged, by: .machine))
        }
    }

    static func vault(_ database: Database) async throws -> Vault {
        try await Vault(
            database: database, keyFile: database.folder.keyFile,
            origin: { String($0.prefix { $0 != "?" }.dropLast(3)) }, logger: logger)
    }

    /// What a start would find.
    func openAgain() async throws -> [ProviderFields.Secrets] {
        let vault = try await Self.vault(database)
        return try await database.providers().map { try vault.secrets(of: $0) }
    }

    func keyFiles() throws -> [String] { try folder.contents().filter { $0.hasPrefix("parley.key") } }
}

@Suite("The vault")
struct VaultTests {
    @Test func whatWasSealedOpensAfterAnotherStart() async throws {
        let house = try await VaultHouse()
        #expect(try await house.openAgain() == [VaultHouse.secrets, VaultHouse.secrets])
        #expect(try house.keyFiles() == ["parley.key"])
    }

    @Test func nothingToKeepIsNothingSealed() async throws {
        let house = try await VaultHouse()
        let row = StoredProvider(name: "x", baseURL: "https://x/v1", settings: "{}", sealed: nil, isEnabled: true)
        #expect(try house.vault.seal(ProviderFields.Secrets(), for: row) == nil)
        #expect(try house.vault.secrets(of: row) == ProviderFields.Secrets())
    }

    @Test func aRotationLeavesOneFileWithANewKey() async throws {
        let house = try await VaultHouse()
        let before = house.vault.file.read()
        #expect(try await house.vault.rotate(by: .machine).count == 2)
        #expect(house.vault.file.read() != before)
        #expect(try house.keyFiles() == ["parley.key"])
        #expect(try await house.openAgain() == [VaultHouse.secrets, VaultHouse.secrets])
        for row in try await house.database.providers() {
            #expect(try house.vault.secrets(of: row) == VaultHouse.secrets)
        }
    }

    /// The steps of a rotation, each the last before the power goes.
    @Test(arguments: 0..<5)
    func whereverARotationBreaksOffEverythingOpens(steps: Int) async throws {
        let house = try await VaultHouse()
        let file = house.vault.file
        var key: SealingKey?
        if steps > 0 { key = try house.vault.begin() }
        if let key, steps > 1 { _ = try await house.vault.reseal(with: key, by: .machine) }
        if steps > 2 { try file.keepOld() }
        if steps > 3 { try file.promoteNew() }
        #expect(try await house.openAgain() == [VaultHouse.secrets, VaultHouse.secrets])
        #expect(try house.keyFiles() == ["parley.key"])
        if let key { #expect((file.read() == .key(key)) == (steps > 1)) }
    }

    @Test func aRotationThatCannotReadAllChangesNothing() async throws {
        let house = try await VaultHouse()
        var row = try #require(try await house.database.providers().first)
        row.sealed = Data([1]) + Data(repeating: 7, count: 60)
        try await house.database.changeProvider(row, note: AuditNote(.providerChanged, by: .machine))
        let before = (house.vault.file.read(), try await house.database.providers())
        let refused = await #expect(throws: ParleyError.self) { try await house.vault.rotate(by: .machine) }
        #expect(refused?.message.contains("one") == true && refused?.code == .conflict)
        #expect(house.vault.file.read() == before.0)
        #expect(try await house.database.providers() == before.1)
    }

    /// Otherwise the only copy of the key that is in use would be overwritten.
    @Test func aRotationThatCouldNotBeFinishedIsFinishedBeforeTheNext() async throws {
        let house = try await VaultHouse()
        let key = try house.vault.begin()
        _ = try await house.vault.reseal(with: key, by: .machine)
        house.vault.ring.withLock { $0 = KeyRing(current: key) }
        #expect(try await house.vault.rotate(by: .machine).count == 2)
        #expect(try await house.openAgain() == [VaultHouse.secrets, VaultHouse.secrets])
    }

    @Test func aKeyThatIsPutBackWhileTheServerRunsIsUsed() async throws {
        let house = try await VaultHouse()
        let file = house.vault.file
        let key = try #require(file.read().key)
        try FileManager.default.removeItem(atPath: file.path)
        let vault = try await VaultHouse.vault(house.database)
        let row = try #require(try await house.database.providers().first)
        #expect(throws: VaultTrouble.self) { try vault.secrets(of: row) }
        try file.write(key)
        #expect(try vault.key() == key)
        #expect(try vault.secrets(of: row) == VaultHouse.secrets)
    }

    @Test func theRowSaysWhoseItIs() async throws {
        let house = try await VaultHouse()
        var row = try #require(try await house.database.providers().first)
        row.baseURL = "https://evil/v1"
        #expect(throws: VaultTrouble.self) { try house.vault.secrets(of: row) }
        row.baseURL = "https://one/v1"
        row.name = "two"
        #expect(throws: VaultTrouble.self) { try house.vault.secrets(of: row) }
    }
}
