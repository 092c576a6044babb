internal import GRDB
public import ParleyCore

/// What admins have set in the page.
extension Database {
    public func settings() async throws -> [String: String] {
        try await read { db in
            Dictionary(try db.all("SELECT key, value FROM setting").map { ($0["key"], $0["value"]) }) { first, _ in
                first
            }
        }
    }

    /// Sets a setting, or takes it back with nil.
    public func setSetting(_ key: String, to value: String?, note: AuditNote) async throws {
        try await write { db in
            try Self.requireAdmin(note.caller, in: db)
            if let value {
                try db.run(
                    """
                    INSERT INTO setting (key, value) VALUES (?, ?)
                    ON CONFLICT (key) DO UPDATE SET value = excluded.value
                    """, [key, value.storable])
            } else {
                try db.run("DELETE FROM setting WHERE key = ?", [key])
            }
            try Self.record(note, in: db)
        }
    }
}
