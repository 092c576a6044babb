import Foundation
internal import GRDB
public import ParleyCore

/// Who may use which model.
extension Database {
    private static let maximumRules = 10_000

    public func modelRules() async throws -> ModelRules {
        try await read { db in
            let rules = try db.all("SELECT * FROM modelRule").map { row in
                (ModelKey(provider: row["provider"], model: row["model"]), ModelRule(row: row))
            }
            return ModelRules(Dictionary(rules) { $1 })
        }
    }

    /// Sets the rule of a model, or takes it away with nil.
    public func setModelRule(_ rule: ModelRule?, for key: ModelKey, by caller: Caller) async throws {
        try await write { db in
            try Self.requireAdmin(caller, in: db)
            try db.run(
                "DELETE FROM modelRule WHERE provider = ? AND model = ?", [key.provider.storable, key.model.storable])
            if let rule { try Self.insert(rule, for: key, in: db) }
            let facts = [
                "provider": key.provider, "model": key.model, "allowed": rule?.allowed.rawValue ?? "none",
                "people": rule.map { "\($0.people.count)" } ?? "0",
            ]
            try Self.record(AuditNote(.modelRuleChanged, by: caller, detail: facts), in: db)
        }
    }

    private static func insert(_ rule: ModelRule, for key: ModelKey, in db: GRDB.Database) throws {
        let count: Int = try db.one("SELECT count(*) AS count FROM modelRule")?["count"] ?? 0
        guard count < maximumRules else {
            throw ParleyError(.conflict, "There are \(maximumRules.grouped) rules already; take some away first.")
        }
        for person in rule.people {
            guard try db.one("SELECT 1 FROM person WHERE id = ?", [person.string]) != nil else {
                throw ParleyError(.unprocessable, "There is nobody with the id \(person).")
            }
        }
        let people = String(decoding: try JSONEncoder().encode(rule.people.map(\.string)), as: UTF8.self)
        try db.run(
            "INSERT INTO modelRule (provider, model, allowed, people) VALUES (?, ?, ?, ?)",
            [key.provider.storable, key.model.storable, rule.allowed.rawValue, people])
    }
}

extension ModelRule {
    fileprivate init(row: Row) {
        let people = try? JSONDecoder().decode([String].self, from: Data((row["people"] as String).utf8))
        // What cannot be read opens nothing.
        self.init(
            allowed: Audience(rawValue: row["allowed"]) ?? .nobody,
            people: (people ?? []).map(Person.ID.init(stored:)))
    }
}
