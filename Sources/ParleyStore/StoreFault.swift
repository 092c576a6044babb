internal import GRDB
import ParleyCore

/// Tells SQLite's troubles in the chat's words.
enum StoreFault {
    static func told(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        switch error.resultCode.primaryResultCode {
        case .SQLITE_FULL:
            return ParleyError(.storageFull, "The server's disk is full; nothing was stored.", retryAfter: 30)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return ParleyError(.storageUnavailable, "The database is busy; please try again.", retryAfter: 5)
        case .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_PROTOCOL:
            return ParleyError(.storageUnavailable, "The server cannot reach its database.", retryAfter: 5)
        default:
            return error
        }
    }
}

extension GRDB.Database {
    /// Runs a statement that is prepared once and kept.
    func run(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func one(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    func all(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }
}
