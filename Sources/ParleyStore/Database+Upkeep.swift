import Foundation
internal import GRDB
import ParleyCore

extension Database {
    /// Writes a consistent copy into the data folder while work goes on, and returns its path; whoever asked takes
    /// it from there.
    public func backUp() async throws -> String {
        let path = "\(folder.path)/backup-\(UUID().uuidString).sqlite"
        return try await withCheckedThrowingContinuation { done in
            DispatchQueue.global(qos: .utility).async { [pool] in
                done.resume(
                    with: Result {
                        do {
                            try Opening.copy(pool, to: path)
                        } catch {
                            try? FileManager.default.removeItem(atPath: path)
                            throw StoreFault.told(error)
                        }
                        return path
                    })
            }
        }
    }

    /// What SQLite finds wrong with the database, one line each; empty where all is well.
    public func integrityFindings() async throws -> [String] {
        try await read { db in
            let findings = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
            let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
                "a row of \(row["table"] as String? ?? "?") names something that is not there"
            }
            return findings + orphans.prefix(20) + (try Self.indexFindings(in: db))
        }
    }

    public func sqliteVersion() async throws -> String {
        try await read { db in try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "" }
    }

    public func counts() async throws -> (people: Int, conversations: Int, messages: Int) {
        try await read { db in
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
            }
            return (try count("person"), try count("conversation"), try count("message"))
        }
    }

    private static func indexFindings(in db: GRDB.Database) throws -> [String] {
        let missing = try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM message WHERE content <> ''
                    AND NOT EXISTS (SELECT 1 FROM messageText_docsize WHERE id = message.seq)
                """)
        guard let missing, missing > 0 else { return [] }
        return ["\(missing) messages are missing from the search index"]
    }
}
