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
        try await write { db in try Self.append(pieces, in: db) }
    }

    /// Begins the log of drafts anew, with these in the place of all that was in it.
    public func replaceDrafts(with pieces: [DraftPiece]) async throws {
        try await write { db in
            try db.run("DELETE FROM draft")
            try Self.append(pieces, in: db)
        }
    }

    private static func append(_ pieces: [DraftPiece], in db: GRDB.Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO draft (messageSeq, kind, offset, text)
                SELECT seq, ?, ?, ? FROM message WHERE id = ? AND status = 'streaming'
                """)
        for piece in pieces {
            try statement.execute(
                arguments: [piece.kind.rawValue, piece.offset, piece.text, piece.messageID.string])
        }
    }

    /// Ends what was being written when the last server ended; its text stays. Returns how many there were.
    public func interruptRunning(now: Date) async throws -> Int {
        try await write { db in
            try db.execute(sql: "CREATE INDEX IF NOT EXISTS draftByMessage ON draft (messageSeq, kind, offset)")
            let rows = try db.all(
                "SELECT \(Message.columns) FROM \(Message.tables) WHERE message.status = 'streaming'")
            for row in rows {
                var message = Message(row: row)
                try Self.addDrafts(to: &message.content, of: row["seq"], .content, in: db)
                try Self.addDrafts(to: &message.reasoning, of: row["seq"], .reasoning, in: db)
                message.status = .interrupted
                _ = try Self.finish(message, now: now, in: db)
            }
            try db.execute(sql: "DROP INDEX draftByMessage; DELETE FROM draft")
            return rows.count
        }
    }

    /// Pieces may overlap, where a save was tried again; what follows a hole is left out.
    private static func addDrafts(
        to text: inout String, of seq: Int64, _ kind: DraftPiece.Kind, in db: GRDB.Database
    ) throws {
        let pieces = try db.all(
            "SELECT offset, text FROM draft WHERE messageSeq = ? AND kind = ? ORDER BY offset, seq",
            [seq, kind.rawValue])
        var bytes = Array(text.utf8)
        for piece in pieces {
            let (offset, more): (Int, String) = (piece["offset"], piece["text"])
            guard offset <= bytes.count else { break }
            bytes += more.utf8.dropFirst(bytes.count - offset)
        }
        text = String(decoding: bytes, as: UTF8.self)
    }
}
