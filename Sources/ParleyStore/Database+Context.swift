public import Foundation
internal import GRDB
public import ParleyCore

/// What a model was sent for one stored answer.
public struct SeenContext: Sendable {
    public struct Entry: Sendable {
        public var id: Message.ID
        public var role: Message.Role
        public var isShortened: Bool
        public var tokens: Int
        /// The first characters of the text.
        public var beginning: String
    }

    public var answer: Message
    public var cut: StoredCut
    public var instructions: SentInstructions
    /// Oldest first; the newest of what was sent.
    public var entries: [Entry]
    /// Older ones that were sent, too, but are not told one by one.
    public var omitted: Int
}

extension Database {
    enum InstructionKind: String {
        case system, summary
    }

    private static let maximumSeen = 500
    private static let maximumBeginning = 120

    /// The row of a text that went to a model; a new one where it differs from the last of its kind.
    static func instruction(
        _ kind: InstructionKind, _ text: String?, of id: Conversation.ID, in db: GRDB.Database
    ) throws -> Int64? {
        guard let text = text?.storable else { return nil }
        let sql = "SELECT id, text FROM instruction WHERE conversationId = ? AND kind = ? ORDER BY id DESC LIMIT 1"
        if let last = try db.one(sql, [id.string, kind.rawValue]), last["text"] == text { return last["id"] }
        try db.run(
            "INSERT INTO instruction (conversationId, kind, text) VALUES (?, ?, ?)", [id.string, kind.rawValue, text])
        return db.lastInsertedRowID
    }

    /// What the model saw when it wrote an answer; not found where that was not kept.
    public func seen(
        by id: Message.ID, in conversation: Conversation.ID, for person: Person.ID
    ) async throws -> SeenContext {
        try await read { db in
            _ = try Self.conversation(conversation, for: person, in: db)
            guard let answer = try Self.message(id, in: conversation, db: db), let cut = answer.cut,
                let question = answer.parentID
            else { throw ParleyError.notFound }
            let history = try Self.history(upTo: question, windowTokens: cut.window, in: db)
            let first = cut.firstMessageID.flatMap { first in history.firstIndex { $0.id == first } }
            let sent = history[(first ?? min(cut.trimmedCount, history.count))...]
            return SeenContext(
                answer: answer, cut: cut, instructions: try Self.instructions(of: id, in: db),
                entries: sent.suffix(Self.maximumSeen).compactMap { Self.entry($0, cut) },
                omitted: max(0, sent.count - Self.maximumSeen))
        }
    }

    private static func entry(_ entry: HistoryEntry, _ cut: StoredCut) -> SeenContext.Entry? {
        guard let id = entry.id else { return nil }
        let place = cut.shortenedIDs.firstIndex(of: id)
        let prompt = PromptMessage(role: entry.role == .user ? .user : .assistant, content: entry.content)
        let estimate = Double(TokenEstimate.tokens(of: prompt)) * (cut.tokenRatio > 0 ? cut.tokenRatio : 1)
        let told = place.flatMap { cut.shortenedTokens.indices.contains($0) ? cut.shortenedTokens[$0] : nil }
        return SeenContext.Entry(
            id: id, role: entry.role, isShortened: place != nil, tokens: told ?? Int(estimate.rounded(.up)),
            beginning: String(entry.content.prefix(maximumBeginning)))
    }

    private static func instructions(of id: Message.ID, in db: GRDB.Database) throws -> SentInstructions {
        let rows = StoredCutText.instructions(
            try db.one("SELECT cut FROM message WHERE id = ?", [id.string])?["cut"])
        let text = { (row: Int64?) throws -> String? in
            guard let row else { return nil }
            return try db.one("SELECT text FROM instruction WHERE id = ?", [row])?["text"]
        }
        return SentInstructions(system: try text(rows.system), summary: try text(rows.summary))
    }

    /// Keeps a model's summary, unless the one it was made from has changed since.
    public func keep(
        _ summary: ConversationSummary, inPlaceOf old: ConversationSummary?, of id: Conversation.ID
    ) async throws -> Bool {
        try await write { db in
            try db.run(
                """
                UPDATE conversation SET summary = ?, summaryUntilId = ?, summarySource = ?, summaryAt = ?,
                    revision = revision + 1, ownRevision = revision + 1
                WHERE id = ? AND summarizes = 1 AND deletedAt IS NULL AND summaryAt IS ?
                """,
                [
                    summary.content.storable, summary.untilMessageID.string, summary.source.rawValue,
                    summary.updatedAt.stored, id.string, old?.updatedAt.stored,
                ])
            return db.changesCount > 0
        }
    }
}
