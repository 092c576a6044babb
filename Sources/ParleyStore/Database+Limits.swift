internal import GRDB
public import ParleyCore

/// How much may be used.
extension Database {
    public func limits() async throws -> LimitBook {
        try await read { db in
            var book = LimitBook()
            for row in try db.all("SELECT * FROM usageLimit") {
                let limits = UsageLimits(
                    running: row["running"], messagesPerMinute: row["messagesPerMinute"],
                    tokensPerDay: row["tokensPerDay"], tokensPerMonth: row["tokensPerMonth"])
                switch row["scope"] as String {
                case LimitScope.server.text: book.server = limits
                case LimitScope.everyone.text: book.everyone = limits
                case let id: book.people[Person.ID(stored: id)] = limits
                }
            }
            return book
        }
    }

    /// Sets limits; those of a person that are all off are taken away.
    public func setLimits(_ limits: UsageLimits, for scope: LimitScope, by caller: Caller) async throws {
        try await write { db in
            try Self.requireAdmin(caller, in: db)
            var note = AuditNote(.limitChanged, by: caller, detail: limits.facts)
            if case .person(let id) = scope {
                guard let row = try db.one("SELECT name FROM person WHERE id = ?", [id.string]) else {
                    throw ParleyError(.unprocessable, "There is nobody with that id.")
                }
                note.person = PersonName(id: id, name: row["name"])
            } else {
                note.detail["scope"] = scope.text
            }
            try db.run("DELETE FROM usageLimit WHERE scope = ?", [scope.text])
            if limits != .none {
                try db.run(
                    """
                    INSERT INTO usageLimit (scope, running, messagesPerMinute, tokensPerDay, tokensPerMonth)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                    [
                        scope.text, limits.running, limits.messagesPerMinute, limits.tokensPerDay,
                        limits.tokensPerMonth,
                    ])
            }
            try Self.record(note, in: db)
        }
    }
}

extension UsageLimits {
    fileprivate var facts: [String: String] {
        let all = [
            "running": running, "messages_per_minute": messagesPerMinute, "tokens_per_day": tokensPerDay,
            "tokens_per_month": tokensPerMonth,
        ]
        return all.mapValues { $0.map(String.init) ?? "off" }
    }
}
