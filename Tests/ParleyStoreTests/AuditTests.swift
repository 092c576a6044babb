import Foundation
import GRDB
import ParleyCore
import Testing

@testable import ParleyStore

@Suite("The audit")
struct AuditTests {
    private func shelf(rows: Int) async throws -> Shelf {
        let shelf = try await Shelf()
        let ada = Caller(person: shelf.ada.asName, address: "192.0.2.1")
        for row in 0..<rows {
            try await shelf.database.record(AuditNote(.settingsChanged, by: ada, detail: ["row": "\(row)"]))
        }
        return shelf
    }

    /// As somebody with the file and an editor would, past the triggers.
    private func tamper(_ shelf: Shelf, _ sql: String) async throws {
        try await shelf.database.write { db in
            try db.execute(sql: "DROP TRIGGER auditIsNeverChanged; DROP TRIGGER auditIsNeverDeleted")
            try db.execute(sql: sql)
        }
    }

    @Test func aWholeChainFits() async throws {
        let shelf = try await shelf(rows: 20)
        #expect(try await shelf.database.auditFinding() == nil)
        #expect(try await shelf.database.auditCount() == 20)
    }

    @Test(arguments: [
        ("UPDATE audit SET actorName = 'Eve' WHERE seq = 7", "row 7"),
        ("UPDATE audit SET detail = '{}' WHERE seq = 3", "row 3"),
        ("UPDATE audit SET at = at + 1 WHERE seq = 20", "row 20"),
        ("UPDATE audit SET hash = randomblob(32) WHERE seq = 5", "row 5"),
        ("DELETE FROM audit WHERE seq = 9", "row 9"),
        ("DELETE FROM audit WHERE seq = 1", "row 1"),
        ("UPDATE audit SET actorId = NULL WHERE seq = 12", "row 12"),
    ])
    func aChangedRowIsNamed(_ sql: String, _ named: String) async throws {
        let shelf = try await shelf(rows: 20)
        try await tamper(shelf, sql)
        #expect(try await shelf.database.auditFinding()?.contains(named) == true)
    }

    @Test(arguments: ["UPDATE audit SET kind = 'login'", "DELETE FROM audit"])
    func rowsStay(_ sql: String) async throws {
        let shelf = try await shelf(rows: 2)
        await #expect(throws: (any Error).self) { try await shelf.database.write { db in try db.execute(sql: sql) } }
        #expect(try await shelf.database.auditFinding() == nil)
    }

    @Test func rowsAreFoundByKindAndPerson() async throws {
        let shelf = try await shelf(rows: 3)
        let bob = try await shelf.add("Bob")
        try await shelf.database.record(AuditNote(.roleChanged, by: .machine, person: bob.asName))
        let found = try await shelf.database.auditEntries(AuditQuery(person: bob.id))
        #expect(found.map(\.note.kind) == [.roleChanged])
        #expect(
            try await shelf.database.auditEntries(AuditQuery(kind: .settingsChanged, limit: 2)).map(\.seq) == [3, 2])
    }
}
