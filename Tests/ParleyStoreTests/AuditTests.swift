import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

@Suite(.serialized) struct AuditTests {
    /// A shelf whose audit has one row for Ada and three for Bob.
    private func shelf() async throws -> Shelf {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        _ = try await shelf.database.change(bob.id, PersonChange(role: .reviewer), by: shelf.ada.asCaller)
        _ = try await shelf.database.change(bob.id, PersonChange(name: "Robert"), by: bob.asCaller)
        return shelf
    }

    private func tamper(_ shelf: Shelf, _ sql: String) async throws {
        try await shelf.database.poke("DROP TRIGGER auditIsNeverChanged; DROP TRIGGER auditIsNeverDeleted; \(sql)")
    }

    @Test func aChainThatNobodyTouchedIsWhole() async throws {
        let shelf = try await shelf()
        #expect(try await shelf.database.auditFinding() == nil)
        #expect(try await shelf.database.kinds() == ["person_added", "person_added", "role_changed", "person_renamed"])
        #expect(try await shelf.database.auditCount() == 4)
    }

    @Test(arguments: ["UPDATE audit SET kind = 'login'", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 2"])
    func rowsAreNeitherChangedNorDeleted(sql: String) async throws {
        let shelf = try await shelf()
        #expect(await code { try await shelf.database.poke(sql) } == .internalError)
        #expect(try await shelf.database.auditCount() == 4)
    }

    @Test(arguments: [
        ("UPDATE audit SET actorName = 'Eve' WHERE seq = 3", 3), ("UPDATE audit SET detail = '{}' WHERE seq = 2", 2),
        ("UPDATE audit SET at = at + 1 WHERE seq = 4", 4), ("UPDATE audit SET personId = NULL WHERE seq = 1", 1),
        ("UPDATE audit SET hash = zeroblob(32) WHERE seq = 2", 2), ("DELETE FROM audit WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 1", 1), ("DELETE FROM audit WHERE seq = 4", 4), ("DELETE FROM audit", 1),
        ("UPDATE audit SET seq = 9 WHERE seq = 4", 4),
        ("UPDATE audit SET address = 'x', personName = '' WHERE seq = 3", 3),
    ])
    func theFirstRowThatDoesNotFitIsNamed(sql: String, row: Int) async throws {
        let shelf = try await shelf()
        try await tamper(shelf, sql)
        #expect(try await shelf.database.auditFinding()?.contains("row \(row) ") == true)
    }

    /// A change that fails leaves no trace in the audit, and the chain goes on.
    @Test func whatDidNotHappenIsNotWrittenDown() async throws {
        let shelf = try await shelf()
        #expect(
            await code {
                try await shelf.database.change(shelf.ada.id, PersonChange(name: "Robert"), by: .machine)
            } == .conflict)
        #expect(
            await code {
                try await shelf.database.change(shelf.ada.id, PersonChange(isDisabled: true), by: .machine)
            } == .conflict)
        _ = try await shelf.add("Carol")
        #expect(try await shelf.database.auditCount() == 5)
        #expect(try await shelf.database.auditFinding() == nil)
    }

    @Test func manyWritersAtOnceKeepOneChain() async throws {
        let shelf = try await Shelf()
        await withTaskGroup { group in
            for index in 0..<200 {
                group.addTask {
                    _ = try? await shelf.database.record(
                        AuditNote(.login, by: Caller(person: nil, address: "\(index)")))
                    if index % 10 == 0 { _ = try? await shelf.add("Person \(index % 30)") }
                }
            }
        }
        #expect(try await shelf.database.auditFinding() == nil)
        #expect(try await shelf.database.auditCount() == 204)
    }

    @Test func aPageIsFoundByKindPersonAndCursor() async throws {
        let shelf = try await shelf()
        let bob = try #require(try await shelf.database.person(named: "Robert"))
        let all = try await shelf.database.auditEntries(AuditQuery(limit: 10))
        #expect(all.map(\.seq) == [4, 3, 2, 1])
        #expect(try await shelf.database.auditEntries(AuditQuery(before: 3, limit: 1)).map(\.seq) == [2])
        #expect(try await shelf.database.auditEntries(AuditQuery(kind: .roleChanged)).map(\.seq) == [3])
        #expect(try await shelf.database.auditEntries(AuditQuery(person: bob.id)).map(\.seq) == [4, 3, 2])
        #expect(all[1].note.detail == ["from": "member", "to": "reviewer"])
        #expect(all[1].note.actor?.name == "Ada" && all[1].note.person?.name == "Bob")
        #expect(all[3].note.actor == nil && all[3].note.address == "local")
    }
}
