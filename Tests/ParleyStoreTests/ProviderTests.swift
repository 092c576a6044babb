import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyStore

@Suite("Providers, settings and how the database is")
struct ProviderTests {
    private let note = AuditNote(.providerChanged, by: .machine)

    private func provider(_ name: String, _ sealed: Data? = nil) -> StoredProvider {
        StoredProvider(name: name, baseURL: "https://\(name)", settings: "{}", sealed: sealed, isEnabled: true)
    }

    @Test func providersAreKeptInTheOrderOfTheirComing() async throws {
        let shelf = try await Shelf()
        for name in ["c", "a", "b"] { try await shelf.database.addProvider(provider(name), note: note) }
        #expect(try await shelf.database.providers().map(\.name) == ["c", "a", "b"])
        var changed = provider("a", Data([1, 2]))
        changed.isEnabled = false
        try await shelf.database.changeProvider(changed, note: note)
        #expect(try await shelf.database.providers() == [provider("c"), changed, provider("b")])
        try await shelf.database.removeProvider("c", note: note)
        #expect(try await shelf.database.providers().map(\.name) == ["a", "b"])
        #expect(try await shelf.database.auditCount() == 6)
    }

    @Test func aClockThatGoesBackChangesNoOrder() async throws {
        let shelf = try await Shelf()
        for (name, time) in [("first", 4_000_000_000.0), ("second", 1_000), ("third", 0)] {
            try await shelf.database.addProvider(provider(name), note: note, now: Date(timeIntervalSince1970: time))
        }
        #expect(try await shelf.database.providers().map(\.name) == ["first", "second", "third"])
    }

    @Test func whatIsNotThereIsNotChangedAndWhatIsThereNotAddedAgain() async throws {
        let shelf = try await Shelf()
        try await shelf.database.addProvider(provider("a"), note: note)
        await #expect(throws: ParleyError.self) { try await shelf.database.addProvider(provider("a"), note: note) }
        await #expect(throws: ParleyError.notFound) {
            try await shelf.database.changeProvider(provider("b"), note: note)
        }
        await #expect(throws: ParleyError.notFound) { try await shelf.database.removeProvider("b", note: note) }
        #expect(try await shelf.database.auditCount() == 2)
    }

    @Test func thereIsRoomForAHundred() async throws {
        let shelf = try await Shelf()
        for number in 0..<Database.maximumProviders {
            try await shelf.database.addProvider(provider("p\(number)"), note: note)
        }
        let refused = await #expect(throws: ParleyError.self) {
            try await shelf.database.addProvider(provider("one-more"), note: note)
        }
        #expect(refused?.code == .conflict)
    }

    @Test func allAreSealedAnewOrNone() async throws {
        let shelf = try await Shelf()
        for name in ["a", "b", "c"] {
            try await shelf.database.addProvider(provider(name, name == "b" ? nil : Data(name.utf8)), note: note)
        }
        await #expect(throws: ParleyError.self) {
            try await shelf.database.resealProviders(note: note) { provider, _ in
                guard provider.name == "a" else { throw ParleyError.notFound }
                return Data([9])
            }
        }
        #expect(try await shelf.database.providers().map(\.sealed) == [Data("a".utf8), nil, Data("c".utf8)])
        #expect(try await shelf.database.resealProviders(note: note) { _, sealed in sealed + [9] } == 2)
        #expect(
            try await shelf.database.providers().map(\.sealed) == [Data("a".utf8) + [9], nil, Data("c".utf8) + [9]])
    }

    @Test func settingsAreKeptAndTakenBack() async throws {
        let shelf = try await Shelf()
        let note = AuditNote(.settingsChanged, by: .machine)
        try await shelf.database.setSetting("when_busy", to: "queue", note: note)
        try await shelf.database.setSetting("when_busy", to: "refuse", note: note)
        #expect(try await shelf.database.settings() == ["when_busy": "refuse"])
        try await shelf.database.setSetting("when_busy", to: nil, note: note)
        #expect(try await shelf.database.settings() == [:])
    }

    @Test func theDatabaseTellsOfItself() async throws {
        let shelf = try await Shelf()
        let before = try await shelf.database.facts()
        #expect(before.schema == Schema.version && before.sqlite.hasPrefix("3.") && before.newestBackup == nil)
        #expect(before.bytes + before.walBytes > 0 && before.freeDiskBytes ?? 0 > 0)
        let time = Date(timeIntervalSince1970: 1_800_000_000)
        try await shelf.database.record(AuditNote(.backup, by: .machine), at: time)
        #expect(try await shelf.database.facts().newestBackup == time)
    }
}

@Suite("The audit's chain, read on")
struct AuditChainTests {
    private func shelf(rows: Int) async throws -> Shelf {
        let shelf = try await Shelf()
        // Ada's coming is the first.
        for _ in 1..<rows { try await shelf.database.record(AuditNote(.login, by: .machine)) }
        return shelf
    }

    @Test func aLongChainIsReadInPieces() async throws {
        let shelf = try await shelf(rows: 7)
        var mark = AuditMark()
        var steps = 0
        while !mark.isWhole {
            mark = try await shelf.database.auditChain(after: mark, limit: 3)
            steps += 1
        }
        #expect(mark.isIntact && mark.seq == 7 && steps == 3)
        try await shelf.database.record(AuditNote(.logout, by: .machine))
        mark = try await shelf.database.auditChain(after: mark, limit: 3)
        #expect(mark.isIntact && mark.isWhole && mark.seq == 8)
    }

    @Test(arguments: [
        "UPDATE audit SET kind = 'logout' WHERE seq = 6", "DELETE FROM audit WHERE seq = 6",
        "UPDATE audit SET hash = zeroblob(32) WHERE seq = 4", "DELETE FROM audit WHERE seq >= 4",
        "UPDATE audit SET seq = 99 WHERE seq = 5",
    ])
    func aChainThatWasChangedIsFoundOut(sql: String) async throws {
        let shelf = try await shelf(rows: 4)
        let mark = try await shelf.database.auditChain(after: AuditMark())
        for _ in 0..<4 { try await shelf.database.record(AuditNote(.login, by: .machine)) }
        try await shelf.database.poke("DROP TRIGGER auditIsNeverChanged; DROP TRIGGER auditIsNeverDeleted; \(sql)")
        #expect(try await !shelf.database.auditChain(after: mark).isIntact)
    }
}
