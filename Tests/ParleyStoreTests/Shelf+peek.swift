import GRDB
import Synchronization

@testable import ParleyStore

/// A look behind the door: SQL straight to the tables.
extension ParleyStore.Database {
    /// The first column of each row, as text.
    func peek(_ sql: String) async throws -> [String] {
        try await read { db in try Row.fetchAll(db, sql: sql).map { Self.text($0[0]) } }
    }

    /// The same on the connection that writes; each connection has pragmas of its own.
    func peekAtWriter(_ sql: String) async throws -> [String] {
        try await write { db in try Row.fetchAll(db, sql: sql).map { Self.text($0[0]) } }
    }

    func poke(_ sql: String) async throws {
        try await write { db in try db.execute(sql: sql) }
    }

    private static func text(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .null: "NULL"
        case .int64(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): text
        case .blob(let bytes): "\(bytes.count) bytes"
        }
    }

    /// What SQLite plans for each statement that reads while `body` runs.
    func plans(of body: () async throws -> Void) async throws -> [(sql: String, steps: [String])] {
        let seen = Seen()
        // Statements that begin with "--" are FTS5's own.
        // One reader is enough for one caller, so it is always the same.
        try await read { db in db.trace(options: .statement) { event in seen.add(event.expandedDescription) } }
        try await body()
        try await read { db in db.trace(options: .statement, nil) }
        var plans: [(String, [String])] = []
        for sql in seen.statements.withLock({ $0 }) where sql.contains("SELECT") && !sql.hasPrefix("--") {
            let steps = try await read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] as String }
            }
            plans.append((sql, steps))
        }
        return plans
    }
}

private final class Seen: Sendable {
    let statements = Mutex<[String]>([])

    func add(_ sql: String) {
        statements.withLock { $0.append(sql) }
    }
}

/// Databases as other versions and other programs leave them.
enum Made {
    /// The tables as they were after the first so many steps.
    static func older(at path: String, steps: Int) throws {
        let queue = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(queue, upTo: Schema.migrator.migrations[steps - 1])
        try queue.write { db in
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(steps)")
            try db.execute(
                sql:
                    "INSERT INTO person (id, name, role, passwordHash, createdAt) VALUES ('p', 'Old Ada', 'admin', 'h', 1)"
            )
        }
        try queue.close()
    }

    /// All tables, but the server was killed before it had signed them.
    static func unsigned(at path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(queue)
        try queue.close()
    }

    static func by(_ sql: String, at path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { db in try db.execute(sql: sql) }
        try queue.close()
    }

    /// One column of a database that nobody has open.
    static func read(_ sql: String, at path: String) throws -> [String] {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.read { db in try String.fetchAll(db, sql: sql) }
    }
}
