internal import GRDB
public import ParleyCore

/// What was learned of models.
extension Database {
    /// Keeps how a model counts tokens.
    public func keep(_ ratio: TokenRatio, provider: String, model: String) async throws {
        try await write { db in
            try db.run(
                """
                INSERT INTO tokenRatio (provider, model, ratio, answers) VALUES (?, ?, ?, ?)
                ON CONFLICT (provider, model) DO UPDATE SET ratio = excluded.ratio, answers = excluded.answers
                """, [provider.storable, model.storable, ratio.value, ratio.answers])
        }
    }

    public func tokenRatios() async throws -> [(provider: String, model: String, ratio: TokenRatio)] {
        try await read { db in
            try db.all("SELECT * FROM tokenRatio").map { row in
                (row["provider"], row["model"], TokenRatio(value: row["ratio"], answers: row["answers"]))
            }
        }
    }
}
