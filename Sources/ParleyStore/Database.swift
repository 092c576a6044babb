import Foundation
internal import GRDB
public import ParleyCore
import Synchronization

/// The one door to what is kept. Its methods are whole invariants, each in one transaction; what they return is
/// committed and, with `synchronous=FULL`, on the disk.
public final class Database: Sendable {
    public let folder: DataFolder
    let pool: DatabasePool
    private let lock: FolderLock
    private let waiting = Mutex(WaitingWrites())
    private let failure = Mutex<ParleyError?>(nil)

    /// Opens the database, taking the folder's lock; brings its tables up to date after a backup.
    public init(folder: DataFolder) throws {
        guard let lock = try folder.lock() else {
            throw ParleyError(.conflict, "Another parley already uses \(folder.path).")
        }
        self.lock = lock
        self.folder = folder
        pool = try Opening.open(folder)
    }

    /// Runs a read on a snapshot of the database, off the Swift pool.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (GRDB.Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw StoreFault.told(error)
        }
    }

    /// Runs a write. Writes that wait at the same moment share one commit, each in a savepoint of its own; none is
    /// undone by the cancellation of the task that asked for it.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (GRDB.Database) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let write = SharedWrite(body: body, continuation: continuation)
            let isFirst = waiting.withLock { $0.add(write) }
            if isFirst { pool.asyncWriteWithoutTransaction { [self] db in commitWaiting(in: db) } }
        }
    }

    private func commitWaiting(in db: GRDB.Database) {
        let writes = waiting.withLock { $0.takeAll() }
        guard !writes.isEmpty else { return }
        do {
            try db.inTransaction(.immediate) {
                for write in writes { try write.run(in: db) }
                return .commit
            }
            failure.withLock { $0 = nil }
            for write in writes { write.finish(failure: nil) }
        } catch {
            let told = StoreFault.told(error)
            failure.withLock { $0 = told as? ParleyError ?? ParleyError(.storageUnavailable, "The last write failed.") }
            for write in writes { write.finish(failure: told) }
            // Who has waited through this one's wait for a lock is told now, not after another such wait.
            for write in waiting.withLock({ $0.takeOld(at: .now) }) { write.finish(failure: told) }
        }
    }

    /// How the last write went; nil where it went well.
    public var lastFailure: ParleyError? { failure.withLock { $0 } }

    /// Writes one row to see whether writing works.
    public func probe() async throws {
        try await write { db in
            try db.execute(sql: "PRAGMA user_version = \(Schema.version)")
        }
    }

    /// Folds the write-ahead log back into the database; a reader that never ends would let it grow.
    public func checkpoint() async throws {
        let log = folder.database + "-wal"
        let size = (try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int) ?? 0
        guard size > 8 << 20 else { return }
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            pool.asyncWriteWithoutTransaction { db in
                done.resume(with: Result { _ = try db.checkpoint(.truncate) })
            }
        }
    }

    public func close() throws {
        try pool.close()
    }
}

/// The writes that share the next commit.
private struct WaitingWrites {
    /// Past this many the rest wait for the commit after.
    private var writes: [any AnyWrite] = []

    /// True for the first, which must start the commit.
    mutating func add(_ write: any AnyWrite) -> Bool {
        writes.append(write)
        return writes.count == 1
    }

    mutating func takeAll() -> [any AnyWrite] {
        defer { writes = [] }
        return writes
    }

    /// Those that have waited for more than a second.
    mutating func takeOld(at now: ContinuousClock.Instant) -> [any AnyWrite] {
        let old = writes.prefix { now - $0.askedAt > .seconds(1) }
        writes.removeFirst(old.count)
        return Array(old)
    }
}

private protocol AnyWrite: Sendable {
    var askedAt: ContinuousClock.Instant { get }
    func run(in db: GRDB.Database) throws
    func finish(failure: (any Error)?)
}

/// One write, its result, and who waits for it. It is run and finished on the writer's queue alone.
private final class SharedWrite<Value: Sendable>: AnyWrite {
    let askedAt = ContinuousClock.now
    private let body: @Sendable (GRDB.Database) throws -> Value
    private let continuation: CheckedContinuation<Value, any Error>
    private let result = Mutex<Result<Value, any Error>?>(nil)

    init(
        body: @escaping @Sendable (GRDB.Database) throws -> Value,
        continuation: CheckedContinuation<Value, any Error>
    ) {
        self.body = body
        self.continuation = continuation
    }

    /// Throws only what undoes the whole transaction; an error of this write alone undoes its savepoint.
    func run(in db: GRDB.Database) throws {
        do {
            var value: Value?
            try db.inSavepoint {
                value = try body(db)
                return .commit
            }
            guard let value else { return }
            result.withLock { $0 = .success(value) }
        } catch {
            guard db.isInsideTransaction else { throw error }
            result.withLock { $0 = .failure(error) }
        }
    }

    func finish(failure: (any Error)?) {
        let result = result.withLock { $0 }
        if case .failure(let own) = result {
            continuation.resume(throwing: StoreFault.told(own))
        } else if let failure {
            continuation.resume(throwing: failure)
        } else if case .success(let value) = result {
            continuation.resume(returning: value)
        } else {
            continuation.resume(throwing: ParleyError(.storageUnavailable, "The write was not carried out."))
        }
    }
}
