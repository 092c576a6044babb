public import Foundation
internal import GRDB
public import ParleyCore

/// Usage of one or more days, by who, by which model and by when.
public struct UsageReport: Sendable {
    public var people: [(person: PersonName, sum: UsageSum)] = []
    public var models: [(model: ModelKey, sum: UsageSum)] = []
    public var days: [(day: String, sum: UsageSum)] = []
    public var total = UsageSum()
}

extension Database {
    private static let maximumRows = 1_000
    private static let sums = """
        sum(answers) AS answers, sum(promptTokens) AS promptTokens, sum(completionTokens) AS completionTokens,
        sum(estimatedTokens) AS estimatedTokens
        """

    /// Adds what was used beside stored answers: completions of programs, titles, summaries.
    public func add(_ entry: UsageEntry, now: Date) async throws {
        try await write { db in try Self.add(entry, on: UTCDay(of: now), in: db) }
    }

    static func add(_ entry: UsageEntry, on day: UTCDay, in db: GRDB.Database) throws {
        try db.run(
            """
            INSERT INTO usage (day, personId, provider, model, answers, promptTokens, completionTokens, estimatedTokens)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (day, personId, provider, model) DO UPDATE SET answers = answers + excluded.answers,
                promptTokens = promptTokens + excluded.promptTokens,
                completionTokens = completionTokens + excluded.completionTokens,
                estimatedTokens = estimatedTokens + excluded.estimatedTokens
            """,
            [
                day.text, entry.person.string, entry.model.provider.storable, entry.model.model.storable,
                entry.answers, entry.tokens.prompt, entry.tokens.completion, entry.tokens.estimated,
            ])
    }

    /// Adds what an answer has used, as it is about to be stored, to who asked for it. Its row still says that it is
    /// being written, so that nothing is added twice, and has the text with which it began.
    static func addUsage(of answer: Message, now: Date, in db: GRDB.Database) throws {
        let sql = """
            SELECT requestedById, provider, model, content, reasoning FROM message
            WHERE id = ? AND role = 'assistant' AND status = 'streaming'
            """
        guard let row = try db.one(sql, [answer.id.string]), let person = row["requestedById"] as String?,
            let tokens = tokens(of: answer, beginning: row["content"] + row["reasoning"])
        else { return }
        let model = ModelKey(provider: row["provider"] ?? "", model: row["model"] ?? "")
        let entry = UsageEntry(person: Person.ID(stored: person), model: model, tokens: tokens, answers: 1)
        try add(entry, on: UTCDay(of: now), in: db)
    }

    private static func tokens(of answer: Message, beginning: String) -> AnswerTokens? {
        var written = 0
        if answer.usage?.completionTokens == nil {
            written = TokenEstimate.tokens(in: answer.content) + TokenEstimate.tokens(in: answer.reasoning)
            written -= TokenEstimate.tokens(in: beginning)
        }
        return AnswerTokens(
            told: answer.usage, promptEstimate: answer.cut?.estimatedTokens ?? 0, completionEstimate: max(0, written),
            hasFailed: answer.status == .error)
    }
}

// MARK: Reading

extension Database {
    /// The tokens that people have used on a day, and in its month.
    /// - Parameter person: Nil for all.
    public func usedTokens(
        on day: UTCDay, by person: Person.ID? = nil
    ) async throws -> [Person.ID: (today: Int, month: Int)] {
        try await read { db in
            let rows = try db.all(
                """
                SELECT personId, sum(promptTokens + completionTokens) AS month,
                    sum(CASE WHEN day = :day THEN promptTokens + completionTokens ELSE 0 END) AS today
                FROM usage WHERE day >= :first AND day < :next \(person == nil ? "" : "AND personId = :person")
                GROUP BY personId
                """,
                StatementArguments(
                    [
                        "day": day.text, "first": day.firstOfMonth.text, "next": day.firstOfNextMonth.text,
                        "person": person?.string,
                    ].filter { person != nil || $0.key != "person" }))
            return Dictionary(rows.map { (Person.ID(stored: $0["personId"]), ($0["today"], $0["month"])) }) { $1 }
        }
    }

    /// What a person has used, day by day, oldest first; days without use are left out.
    public func usage(of person: Person.ID, from day: UTCDay) async throws -> [(day: String, sum: UsageSum)] {
        try await read { db in
            try db.all(
                "SELECT day, \(Self.sums) FROM usage WHERE personId = ? AND day >= ? GROUP BY day ORDER BY day",
                [person.string, day.text]
            ).map { ($0["day"], UsageSum(row: $0)) }
        }
    }

    /// What everybody has used from one day to another, both included. The heaviest come first; of very many, those.
    public func usage(from first: UTCDay, to last: UTCDay) async throws -> UsageReport {
        let days: StatementArguments = [first.text, last.text]
        let order = "ORDER BY sum(promptTokens + completionTokens) DESC LIMIT \(Self.maximumRows)"
        return try await read { db in
            var report = UsageReport()
            report.days = try db.all(
                "SELECT day, \(Self.sums) FROM usage WHERE day BETWEEN ? AND ? GROUP BY day ORDER BY day", days
            ).map { ($0["day"], UsageSum(row: $0)) }
            for day in report.days { report.total.add(day.sum) }
            report.models = try db.all(
                "SELECT provider, model, \(Self.sums) FROM usage WHERE day BETWEEN ? AND ? GROUP BY 1, 2 \(order)", days
            ).map { (ModelKey(provider: $0["provider"], model: $0["model"]), UsageSum(row: $0)) }
            report.people = try db.all(
                """
                SELECT personId AS id, name, \(Self.sums) FROM usage JOIN person ON person.id = personId
                WHERE day BETWEEN ? AND ? GROUP BY personId \(order)
                """, days
            ).map { row in
                (PersonName(id: Person.ID(stored: row["id"]), name: row["name"]), UsageSum(row: row))
            }
            return report
        }
    }
}

extension UsageSum {
    fileprivate init(row: Row) {
        self.init()
        answers = row["answers"]
        promptTokens = row["promptTokens"]
        completionTokens = row["completionTokens"]
        estimatedTokens = row["estimatedTokens"]
    }
}
