import Crypto
public import Foundation
internal import GRDB
public import ParleyCore

extension Database {
    /// Adds a row to the audit, for what changes nothing else; a change adds its row in its own transaction.
    public func record(_ note: AuditNote, at now: Date = .now) async throws {
        try await write { db in try Self.record(note, at: now, in: db) }
    }

    static func record(_ note: AuditNote, at now: Date = .now, in db: GRDB.Database) throws {
        let last = try db.one("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1")?["hash"] as Data?
        let row = AuditRow(note, at: now)
        try db.run(
            """
            INSERT INTO audit (at, kind, actorId, actorName, personId, personName, conversationId, address, detail, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                row.at, row.kind, row.actorID, row.actorName, row.personID, row.personName, row.conversationID,
                row.address, row.detail, row.hash(after: last),
            ])
    }

    /// A page of the audit, newest first.
    public func auditEntries(_ query: AuditQuery) async throws -> [AuditEntry] {
        try await read { db in
            // One statement for each way to ask, so that each is answered from its index.
            let kind = query.kind == nil ? "" : "AND kind = :kind"
            let page = "seq < :before \(kind) ORDER BY seq DESC LIMIT :limit"
            let sql =
                query.person == nil
                ? "SELECT * FROM audit WHERE \(page)"
                : """
                SELECT * FROM (SELECT * FROM audit WHERE actorId = :person AND \(page))
                UNION SELECT * FROM (SELECT * FROM audit WHERE personId = :person AND \(page))
                ORDER BY seq DESC LIMIT :limit
                """
            var arguments: StatementArguments = ["before": query.before ?? Int64.max, "limit": query.limit]
            if let kind = query.kind { arguments += ["kind": kind.rawValue] }
            if let person = query.person { arguments += ["person": person.string] }
            return try db.all(sql, arguments).compactMap(AuditEntry.init(row:))
        }
    }

    /// Reads the chain from its first row; names the first row that does not fit, or nothing.
    public func auditFinding() async throws -> String? {
        var mark = AuditMark()
        while mark.isIntact, !mark.isWhole { mark = try await auditChain(after: mark) }
        return mark.finding
    }

    public func auditCount() async throws -> Int {
        try await read { db in try db.one("SELECT max(seq) AS seq FROM audit")?["seq"] ?? 0 }
    }
}

/// A row's fields, as they are hashed.
struct AuditRow {
    var at: Int64
    var kind: String
    var actorID: String?
    var actorName: String?
    var personID: String?
    var personName: String?
    var conversationID: String?
    var address: String
    var detail: String

    init(_ note: AuditNote, at now: Date) {
        at = now.stored
        kind = note.kind.rawValue
        actorID = note.actor?.id.string
        actorName = note.actor?.name
        personID = note.person?.id.string
        personName = note.person?.name
        conversationID = note.conversationID?.string
        address = note.address
        detail = AuditDetail.encode(note.detail)
    }

    init(row: Row) {
        at = row["at"]
        kind = row["kind"]
        actorID = row["actorId"]
        actorName = row["actorName"]
        personID = row["personId"]
        personName = row["personName"]
        conversationID = row["conversationId"]
        address = row["address"]
        detail = row["detail"]
    }

    /// Each field goes in with its length before it, so that no two rows are the same bytes.
    func hash(after last: Data?) -> Data {
        var sum = SHA256()
        sum.update(data: last ?? Data(repeating: 0, count: 32))
        let fields = [
            String(at), kind, actorID, actorName, personID, personName, conversationID, address, detail,
        ]
        for field in fields {
            let bytes = Data((field ?? "").utf8)
            sum.update(data: Data("\(field == nil ? -1 : bytes.count):".utf8))
            sum.update(data: bytes)
        }
        return Data(sum.finalize())
    }
}

/// Facts as a JSON object with its keys in order.
private enum AuditDetail {
    static func encode(_ detail: [String: String]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let cleaned = detail.mapValues { String($0.storable.prefix(500)) }
        return (try? encoder.encode(cleaned)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    static func decode(_ text: String) -> [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }
}

extension AuditEntry {
    /// Nil for a kind that a newer version wrote.
    init?(row: Row) {
        guard let kind = AuditNote.Kind(rawValue: row["kind"]) else { return nil }
        let actor = Self.name(row["actorId"], row["actorName"])
        var note = AuditNote(
            kind, by: Caller(person: actor, address: row["address"]),
            person: Self.name(row["personId"], row["personName"]),
            conversation: (row["conversationId"] as String?).map(Conversation.ID.init(stored:)))
        note.detail = AuditDetail.decode(row["detail"])
        self.init(seq: row["seq"], at: row.date("at"), note: note, hash: row["hash"])
    }

    private static func name(_ id: String?, _ name: String?) -> PersonName? {
        id.map { PersonName(id: Person.ID(stored: $0), name: name ?? "") }
    }
}
