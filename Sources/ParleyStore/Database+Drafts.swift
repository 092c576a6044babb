public import Foundation
internal import GRDB
public import ParleyCore

/// New text of one running answer.
public struct DraftPiece: Sendable {
    public enum Kind: Int, Sendable {
        case content = 0
        case reasoning = 1
    }

    public var messageID: Message.ID
    public var kind: Kind
    /// Bytes of UTF-8 before this piece.
    public var offset: Int
    public var text: String

    public init(messageID: Message.ID, kind: Kind, offset: Int, text: String) {
        self.messageID = messageID
        self.kind = kind
        self.offset = offset
        self.text = text
    }
}

extension Database {
    /// Appends what all running answers have got since the last time, in one transaction. What comes for an answer
    /// that has ended meanwhile is left out: its whole text is stored already.
    public func append(_ pieces: [DraftPiece]) async throws {
        try await write { db in
            let statement = try db.cachedStatement(
                sql: """
                    INSERT OR IGNORE INTO draft (messageId, kind, offset, text)
                    SELECT id, ?, ?, ? FROM message WHERE id = ? AND status = 'streaming'
                    """)
            for piece in pieces {
                try statement.execute(
                    arguments: [piece.kind.rawValue, piece.offset, piece.text, piece.messageID.string])
            }
        }
    }

    /// Ends what was being written when the last server ended; its text stays. Returns how many there were.
    public func interruptRunning(now: Date) async throws -> Int {
        try await write { db in
            let rows = try db.all(
                "SELECT \(Message.columns) FROM \(Message.tables) WHERE message.status = 'streaming'")
            for row in rows {
                var message = Message(row: row)
                message.content += try Self.draft(of: message.id, .content, in: db)
                message.reasoning += try Self.draft(of: message.id, .reasoning, in: db)
                message.status = .interrupted
                _ = try Self.finish(message, now: now, in: db)
            }
            return rows.count
        }
    }

    private static func draft(
        of id: Message.ID, _ kind: DraftPiece.Kind, in db: GRDB.Database
    ) throws -> String {
        try db.all(
            "SELECT text FROM draft WHERE messageId = ? AND kind = ? ORDER BY offset", [id.string, kind.rawValue]
        ).map { $0["text"] as String }.joined()
    }
}
