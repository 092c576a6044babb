internal import GRDB
public import ParleyCore

/// What new conversations may begin with.
extension Database {
    /// The team's, then a person's own, each by name.
    public func presets(for person: Person.ID) async throws -> [Preset] {
        try await read { db in
            try db.all(
                """
                SELECT * FROM preset WHERE ownerId IS NULL OR ownerId = ?
                ORDER BY ownerId IS NOT NULL, name COLLATE NOCASE, id
                """, [person.string]
            ).map(Preset.init(row:))
        }
    }

    public func add(_ preset: Preset, by caller: Caller) async throws -> Preset {
        try await write { db in
            if preset.owner == nil { try Self.requireAdmin(caller, in: db) }
            let sql = "SELECT count(*) AS count FROM preset WHERE ownerId IS ?"
            let count: Int = try db.one(sql, [preset.owner?.string])?["count"] ?? 0
            guard count < Preset.maximumCount else {
                let whose = preset.owner == nil ? "The team has" : "You have"
                throw ParleyError(.conflict, "\(whose) \(Preset.maximumCount) presets already; delete one first.")
            }
            try db.run(
                """
                INSERT INTO preset (id, ownerId, name, model, systemPrompt, params, createdAt)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    preset.id.string, preset.owner?.string, preset.name, preset.model?.storable,
                    preset.systemPrompt?.storable, try StoredParams.encode(preset.params), preset.createdAt.stored,
                ])
            try Self.record("added", preset, by: caller, in: db)
            return try Self.preset(preset.id, for: preset.owner, in: db)
        }
    }

    public func change(
        _ id: Preset.ID, for person: Person, _ change: PresetChange, by caller: Caller
    ) async throws -> Preset {
        try await write { db in
            var preset = try Self.changeablePreset(id, for: person, by: caller, in: db)
            preset.name = change.name ?? preset.name
            preset.model = change.model ?? preset.model
            preset.systemPrompt = change.systemPrompt ?? preset.systemPrompt
            preset.params = change.params ?? preset.params
            try db.run(
                "UPDATE preset SET name = ?, model = ?, systemPrompt = ?, params = ? WHERE id = ?",
                [
                    preset.name, preset.model?.storable, preset.systemPrompt?.storable,
                    try StoredParams.encode(preset.params), id.string,
                ])
            try Self.record("changed", preset, by: caller, in: db)
            return try Self.preset(id, for: preset.owner, in: db)
        }
    }

    public func deletePreset(_ id: Preset.ID, for person: Person, by caller: Caller) async throws {
        try await write { db in
            let preset = try Self.changeablePreset(id, for: person, by: caller, in: db)
            try db.run("DELETE FROM preset WHERE id = ?", [id.string])
            try Self.record("deleted", preset, by: caller, in: db)
        }
    }

    /// Somebody else's is not there at all; the team's is there for everybody, but only an admin changes it.
    private static func changeablePreset(
        _ id: Preset.ID, for person: Person, by caller: Caller, in db: GRDB.Database
    ) throws -> Preset {
        let preset = try preset(id, for: person.id, in: db)
        guard preset.owner != nil || person.isAdmin else {
            throw ParleyError(.forbidden, "Only an admin may change the team's presets.")
        }
        if preset.owner == nil { try requireAdmin(caller, in: db) }
        return preset
    }

    private static func preset(_ id: Preset.ID, for person: Person.ID?, in db: GRDB.Database) throws -> Preset {
        let sql = "SELECT * FROM preset WHERE id = ? AND (ownerId IS NULL OR ownerId = ?)"
        guard let row = try db.one(sql, [id.string, person?.string]) else { throw ParleyError.notFound }
        return Preset(row: row)
    }

    /// What is the team's is written down; what is one's own is nobody else's business.
    private static func record(
        _ change: String, _ preset: Preset, by caller: Caller, in db: GRDB.Database
    ) throws {
        guard preset.owner == nil else { return }
        try record(
            AuditNote(.settingsChanged, by: caller, detail: ["preset": preset.name, "change": change]), in: db)
    }
}

extension Preset {
    fileprivate init(row: Row) {
        self.init(
            id: ID(stored: row["id"]), owner: (row["ownerId"] as String?).map(Person.ID.init(stored:)),
            name: row["name"], model: row["model"], systemPrompt: row["systemPrompt"],
            params: StoredParams.decode(row["params"]), createdAt: row.date("createdAt"))
    }
}
