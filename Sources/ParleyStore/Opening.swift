import Foundation
internal import GRDB
import Glibc
import ParleyCore

/// Brings a database file from the disk into use, or refuses it in one plain line.
enum Opening {
    static func open(_ folder: DataFolder) throws -> DatabasePool {
        do {
            return try opened(folder)
        } catch let error as ParleyError {
            throw error
        } catch let error as DatabaseError {
            throw ParleyError(
                .storageUnavailable,
                "The database \(folder.database) cannot be opened: \(error.message ?? "unknown reason"). "
                    + "If it is damaged, put back the newest backup and delete its -wal and -shm files.")
        }
    }

    private static func opened(_ folder: DataFolder) throws -> DatabasePool {
        let isNew = !FileManager.default.fileExists(atPath: folder.database)
        // An empty file of the right mode first: SQLite gives its -wal and -shm the mode of the database.
        if isNew { makeEmptyFile(at: folder.database) }
        for suffix in ["", "-wal", "-shm"] { chmod(folder.database + suffix, 0o600) }
        try inspect(folder.database)
        let pool = try DatabasePool(path: folder.database, configuration: configuration)
        try migrate(pool, folder: folder)
        try pool.writeWithoutTransaction { db in try harden(db) }
        return pool
    }

    /// Looks before anything is written: a pool's opening alone changes a file, and this one may not be ours.
    private static func inspect(_ path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { db in try require(db, isOursAt: path) }
        try queue.close()
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "parley"
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY")
        }
        return configuration
    }

    private static func require(_ db: GRDB.Database, isOursAt path: String) throws {
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        let isUnsigned = try application == 0 && (tables == 0 || !Schema.migrator.appliedIdentifiers(db).isEmpty)
        guard application == Schema.applicationID || isUnsigned else {
            throw ParleyError(.storageUnavailable, "\(path) is not a Parley database.")
        }
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version <= Schema.version, try !Schema.migrator.hasBeenSuperseded(db) else {
            throw ParleyError(
                .storageUnavailable, "\(path) was written by a newer Parley (schema \(version)); please update.")
        }
        guard try String.fetchOne(db, sql: "PRAGMA quick_check(1)") == "ok" else {
            throw ParleyError(
                .storageUnavailable,
                "\(path) is damaged. Put back the newest backup and delete its -wal and -shm files.")
        }
    }

    /// An older database is copied beside itself before its tables change.
    private static func migrate(_ pool: DatabasePool, folder: DataFolder) throws {
        let (applied, isCurrent) = try pool.read { db in
            (try Schema.migrator.appliedIdentifiers(db), try Schema.migrator.hasCompletedMigrations(db))
        }
        guard !isCurrent else { return }
        if !applied.isEmpty { try copy(pool, to: "\(folder.path)/before-schema-\(Schema.version).sqlite") }
        // Before the first table, so that a start that is killed in its middle leaves what the next one knows.
        try pool.write { db in
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
        }
        try Schema.migrator.migrate(pool)
        try pool.write { db in
            try db.execute(sql: "PRAGMA user_version = \(Schema.version)")
        }
    }

    static func copy(_ pool: DatabasePool, to path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        makeEmptyFile(at: path)
        let copy = try DatabaseQueue(path: path)
        try pool.backup(to: copy)
        try copy.close()
    }

    private static func makeEmptyFile(at path: String) {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 { Glibc.close(file) }
    }

    /// GRDB sets `synchronous` to NORMAL after `prepareDatabase`; FULL is what makes "stored" survive power loss.
    private static func harden(_ db: GRDB.Database) throws {
        try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864")
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
            throw ParleyError(.storageUnavailable, "SQLite does not keep synchronous=FULL on this database.")
        }
        guard try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" else {
            throw ParleyError(.storageUnavailable, "SQLite cannot use its write-ahead log here (a network folder?).")
        }
    }
}
