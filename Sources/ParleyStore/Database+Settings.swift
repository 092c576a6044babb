internal import GRDB
public import ParleyCore

/// What an admin has set in the page.
extension Database {
    public func settings() async throws -> [String: String] {
        try await read { db in
            let rows = try db.all("SELECT key, value FROM setting").map { ($0["key"] as String, $0["value"] as String) }
            return Dictionary(rows) { first, _ in first }
        }
    }

    /// Nil takes a setting back.
    public func setSetting(_ key: String, to value: String?, note: AuditNote) async throws {
        try await write { db in
            if let value {
                try db.run("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", [key, value.storable])
            } else {
                try db.run("DELETE FROM setting WHERE key = ?", [key])
            }
            try Self.record(note, in: db)
        }
    }
}
