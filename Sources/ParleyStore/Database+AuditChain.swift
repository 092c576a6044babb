public import Foundation
internal import GRDB
import ParleyCore

/// How far the audit's chain has been read, and what was found.
public struct AuditMark: Hashable, Sendable {
    public var seq: Int64 = 0
    public var hash: Data?
    /// What does not fit, by its row; nil while the chain holds.
    public var finding: String?
    public var isIntact: Bool { finding == nil }
    /// There was no further row.
    public var isWhole = false

    public init() {}
}

extension Database {
    /// Reads on in the chain, at most so many rows: a server that asks often need not read from the first row each
    /// time. What was read before is not read again, but its last row must still be there as it was.
    public func auditChain(after mark: AuditMark, limit: Int = 5_000) async throws -> AuditMark {
        try await read { db in
            var mark = mark
            guard mark.isIntact else { return mark }
            guard try Self.isThere(mark, in: db) else {
                mark.finding = "audit: row \(mark.seq) was changed or taken away"
                return mark
            }
            let sql = "SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?"
            let rows = try Row.fetchCursor(db, sql: sql, arguments: [mark.seq, limit])
            var count = 0
            while let row = try rows.next() {
                let (seq, hash): (Int64, Data) = (row["seq"], row["hash"])
                guard seq == mark.seq + 1 else {
                    mark.finding = "audit: row \(mark.seq + 1) is missing"
                    return mark
                }
                guard AuditRow(row: row).hash(after: mark.hash) == hash else {
                    mark.finding = "audit: row \(seq) was changed, or one before it"
                    return mark
                }
                (mark.seq, mark.hash, count) = (seq, hash, count + 1)
            }
            mark.isWhole = count < limit
            // What was cut off at the end cannot be seen from the chain, so it is held against SQLite's own count.
            let written: Int64 = try db.one("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")?["seq"] ?? 0
            if mark.isWhole, written > mark.seq { mark.finding = "audit: row \(mark.seq + 1) is missing" }
            return mark
        }
    }

    private static func isThere(_ mark: AuditMark, in db: GRDB.Database) throws -> Bool {
        guard let hash = mark.hash else { return true }
        return try Data.fetchOne(db, sql: "SELECT hash FROM audit WHERE seq = ?", arguments: [mark.seq]) == hash
    }
}
