public import Foundation
internal import GRDB
public import ParleyCore

/// A provider that an admin has added, as it is kept.
public struct StoredProvider: Hashable, Sendable {
    public var name: String
    public var baseURL: String
    /// Everything that is no secret, as JSON.
    public var settings: String
    /// Key and headers, encrypted; nil where there are none.
    public var sealed: Data?
    public var isEnabled: Bool

    public init(name: String, baseURL: String, settings: String, sealed: Data?, isEnabled: Bool) {
        self.name = name
        self.baseURL = baseURL
        self.settings = settings
        self.sealed = sealed
        self.isEnabled = isEnabled
    }
}

extension Database {
    public static let maximumProviders = 100

    /// In the order in which they were added.
    public func providers() async throws -> [StoredProvider] {
        try await read { db in try Self.providers(in: db) }
    }

    public func addProvider(_ provider: StoredProvider, note: AuditNote, now: Date = .now) async throws {
        try await write { db in
            try Self.requireAdmin(note.caller, in: db)
            guard try db.one("SELECT 1 FROM provider WHERE name = ?", [provider.name]) == nil else {
                throw ParleyError(.conflict, "There is already a provider named \(provider.name).")
            }
            let times = try Int64.fetchAll(db, sql: "SELECT createdAt FROM provider ORDER BY createdAt")
            guard times.count < Self.maximumProviders else {
                throw ParleyError(
                    .conflict, "There are \(Self.maximumProviders) providers already, which is the limit.")
            }
            // Later than the last even where the clock has gone back: the order says which is the default.
            let createdAt = max(now.stored, (times.last ?? 0) + 1)
            try db.run(
                """
                INSERT INTO provider (name, baseURL, settings, sealed, isEnabled, createdAt) VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    provider.name, provider.baseURL, provider.settings, provider.sealed, provider.isEnabled, createdAt,
                ])
            try Self.record(note, at: now, in: db)
        }
    }

    /// Puts a provider in the place of the one of its name.
    public func changeProvider(_ provider: StoredProvider, note: AuditNote) async throws {
        try await write { db in
            try Self.requireAdmin(note.caller, in: db)
            try db.run(
                "UPDATE provider SET baseURL = ?, settings = ?, sealed = ?, isEnabled = ? WHERE name = ?",
                [provider.baseURL, provider.settings, provider.sealed, provider.isEnabled, provider.name])
            guard db.changesCount == 1 else { throw ParleyError.notFound }
            try Self.record(note, in: db)
        }
    }

    public func removeProvider(_ name: String, note: AuditNote) async throws {
        try await write { db in
            try Self.requireAdmin(note.caller, in: db)
            try db.run("DELETE FROM provider WHERE name = ?", [name.storable])
            guard db.changesCount == 1 else { throw ParleyError.notFound }
            try Self.record(note, in: db)
        }
    }

    /// Seals all secrets anew, all or none; returns how many.
    public func resealProviders(
        note: AuditNote, _ seal: @escaping @Sendable (StoredProvider, Data) throws -> Data
    ) async throws -> Int {
        try await write { db in
            var count = 0
            for provider in try Self.providers(in: db) {
                guard let sealed = provider.sealed else { continue }
                try db.run(
                    "UPDATE provider SET sealed = ? WHERE name = ?", [try seal(provider, sealed), provider.name])
                count += 1
            }
            try Self.record(note, in: db)
            return count
        }
    }

    private static func providers(in db: GRDB.Database) throws -> [StoredProvider] {
        try db.all("SELECT * FROM provider ORDER BY createdAt, name").map { row in
            StoredProvider(
                name: row["name"], baseURL: row["baseURL"], settings: row["settings"], sealed: row["sealed"],
                isEnabled: row["isEnabled"])
        }
    }
}
