public import Foundation
internal import GRDB
import ParleyCore

/// How far the audit's chain has been read, and what was found.
public struct AuditMark: Hashable, Sendable {
    public var seq: Int64 = 0
    public var hash: Data?
    /// The chain holds up to this row.
    public var isIntact = true
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
            guard mark.isIntact, try Self.isThere(mark, in: db) else {
                mark.isIntact = false
                return mark
            }
            let sql = "SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?"
            let rows = try Row.fetchCursor(db, sql: sql, arguments: [mark.seq, limit])
            var count = 0
            while let row = try rows.next() {
                let (seq, hash): (Int64, Data) = (row["seq"], row["hash"])
                guard seq == mark.seq + 1, AuditRow(row: row).hash(after: mark.hash) == hash else {
                    mark.isIntact = false
                    return mark
                }
                (mark.seq, mark.hash, count) = (seq, hash, count + 1)
            }
            mark.isWhole = count < limit
            return mark
        }
    }

    private static func isThere(_ mark: AuditMark, in db: GRDB.Database) throws -> Bool {
        guard let hash = mark.hash else { return true }
        return try Data.fetchOne(db, sql: "SELECT hash FROM audit WHERE seq = ?", arguments: [mark.seq]) == hash
    }
}
