import Foundation
internal import GRDB
public import ParleyCore

extension Database {
    /// Finds messages that hold words beginning with all that is typed; newest first. What is typed is only ever
    /// words: no sign in it has a meaning.
    public func search(
        _ typed: String, for person: Person.ID, after cursor: Int64?, limit: Int
    ) async throws -> SearchPage {
        guard let pattern = FTS5Pattern(matchingAllPrefixesIn: String(typed.prefix(500))) else {
            return SearchPage(hits: [], next: nil)
        }
        return try await read { db in
            let rows = try db.all(
                """
                SELECT seq, message.id, message.conversationId, message.createdAt, conversation.title,
                    snippet(messageText, 0, char(1), char(2), '…', 24) AS snippet
                FROM messageText JOIN message ON message.seq = messageText.rowid
                    JOIN conversation ON conversation.id = message.conversationId \(AccessRule.joins)
                WHERE messageText MATCH :pattern AND messageText.rowid < :cursor AND \(AccessRule.visible)
                ORDER BY messageText.rowid DESC LIMIT :limit
                """,
                [
                    "pattern": pattern, "cursor": cursor ?? Int64.max, "person": person.string, "limit": limit + 1,
                ])
            let page = rows.prefix(limit)
            return SearchPage(
                hits: page.map(SearchHit.init(row:)), next: rows.count > limit ? page.last?["seq"] : nil)
        }
    }
}

extension SearchHit {
    init(row: Row) {
        self.init(
            conversationID: Conversation.ID(stored: row["conversationId"]),
            messageID: Message.ID(stored: row["id"]), title: row["title"] ?? "",
            snippet: Self.runs(in: row["snippet"]), createdAt: row.date("createdAt"))
    }

    /// SQLite puts U+0001 before a match and U+0002 after it.
    private static func runs(in marked: String) -> [Run] {
        var runs: [Run] = []
        for (index, part) in marked.split(separator: "\u{1}", omittingEmptySubsequences: false).enumerated() {
            let halves = part.split(separator: "\u{2}", maxSplits: 1, omittingEmptySubsequences: false)
            if index > 0, halves.count == 2 {
                runs.append(Run(text: String(halves[0]), isMatch: true))
                if !halves[1].isEmpty { runs.append(Run(text: String(halves[1]), isMatch: false)) }
            } else if !part.isEmpty {
                runs.append(Run(text: part.filter { $0 != "\u{2}" }, isMatch: false))
            }
        }
        return runs
    }
}
