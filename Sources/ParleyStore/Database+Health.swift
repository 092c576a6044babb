import Foundation
internal import GRDB
import Glibc
public import ParleyCore

extension Database {
    public func facts() async throws -> DatabaseFacts {
        let path = folder.database
        return try await read { db in
            let backup = try db.one("SELECT at FROM audit WHERE kind = 'backup' ORDER BY seq DESC LIMIT 1")
            return DatabaseFacts(
                sqlite: try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "",
                schema: try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0, bytes: Self.bytes(of: path),
                walBytes: Self.bytes(of: path + "-wal"), freeDiskBytes: Self.freeBytes(at: path),
                newestBackup: backup?.date("at"))
        }
    }

    private static func bytes(of path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    /// What a user who is not root may still write.
    private static func freeBytes(at path: String) -> Int? {
        var disk = statvfs()
        guard statvfs(path, &disk) == 0 else { return nil }
        return Int(clamping: UInt64(disk.f_bavail) * UInt64(disk.f_frsize))
    }
}
