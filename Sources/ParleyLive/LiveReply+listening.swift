import ParleyCore
import ParleyStore
import Synchronization

/// How far one listener has read of one answer.
struct ReplyCursor: Sendable {
    var content = GrowingText.Cursor()
    var reasoning = GrowingText.Cursor()
    var progress: ReplyProgress?
    var blocks = 0
}

/// What is new for one listener.
struct ReplyNews: Sendable {
    struct Piece: Sendable {
        /// UTF-16 units of that text before this piece.
        var offset: Int
        var escaped: [UInt8]
    }

    var content: Piece?
    var reasoning: Piece?
    var progress: ReplyProgress?
    var blocks: Painting.Change?
    /// More is there than one piece holds.
    var isMore = false
    /// What comes next is in the store by now.
    var stored: (kind: DraftPiece.Kind, bytes: Range<Int>)?
    /// How the answer's storing ended, once all of its text was read.
    var settled: Result<Message?, ParleyError>?
}

/// How a listener wants the text.
public enum Rendering: String, Sendable {
    case text, blocks
}

extension LiveReply {
    /// Begins to listen: the text so far and the cursor past it are taken in the same instant. Nil where the answer
    /// is stored whole by now.
    func join(_ bell: Bell, row: Message, as rendering: Rendering) -> (message: Message, cursor: ReplyCursor)? {
        let joined = state.withLock { state -> (message: Message, cursor: ReplyCursor, mustPaint: Bool)? in
            guard let message = state.textSoFar(of: row) else { return nil }
            var cursor = ReplyCursor(content: state.content.end, reasoning: state.reasoning.end)
            guard rendering == .blocks else {
                state.listeners[ObjectIdentifier(bell)] = bell
                return (message, cursor, false)
            }
            state.blockListeners[ObjectIdentifier(bell)] = bell
            cursor.blocks = -1
            return (message, cursor, state.painting.start())
        }
        guard let joined else { return nil }
        if joined.mustPaint { paint() }
        return (joined.message, joined.cursor)
    }

    /// Begins to listen from the start of what this answer added; for a program that reads the answer alone.
    func joinFromStart(_ bell: Bell) -> ReplyCursor {
        state.withLock { state in
            state.listeners[ObjectIdentifier(bell)] = bell
            return ReplyCursor()
        }
    }

    func leave(_ bell: Bell) {
        state.withLock { state in
            state.listeners[ObjectIdentifier(bell)] = nil
            state.blockListeners[ObjectIdentifier(bell)] = nil
        }
    }

    /// What is past a cursor, which moves there. The end comes only when all text was read.
    func news(after cursor: inout ReplyCursor, as rendering: Rendering) -> ReplyNews {
        state.withLock { state in
            var news = ReplyNews()
            if let bytes = state.reasoning.givenBack(after: cursor.reasoning) {
                news.stored = (.reasoning, bytes)
            } else if rendering == .text, let bytes = state.content.givenBack(after: cursor.content) {
                news.stored = (.content, bytes)
            } else {
                if rendering == .text { news.content = Self.piece(of: state.content, &cursor.content) }
                news.reasoning = Self.piece(of: state.reasoning, &cursor.reasoning)
            }
            // Who has just joined was shown all there is; a painting from before that would take some of it away.
            if rendering == .blocks, state.painting.paintedLength >= cursor.content.units {
                news.blocks = state.painting.change(after: &cursor.blocks)
            }
            if cursor.progress != state.progress, state.settled == nil {
                news.progress = state.progress
                cursor.progress = state.progress
            }
            let isRead = rendering == .blocks || cursor.content == state.content.end
            news.isMore = !isRead || cursor.reasoning != state.reasoning.end
            if !news.isMore { news.settled = state.settled }
            return news
        }
    }

    /// What is past a cursor, which moves there; what was given back since is read from the store.
    func news(
        after cursor: inout ReplyCursor, as rendering: Rendering, from database: Database
    ) async throws -> ReplyNews {
        var news = news(after: &cursor, as: rendering)
        guard let stored = news.stored else { return news }
        let bytes = try await database.text(of: id, stored.kind, bytes: stored.bytes)
        state.withLock { state in
            switch stored.kind {
            case .content: news.content = Self.piece(of: state.content, read: bytes, &cursor.content)
            case .reasoning: news.reasoning = Self.piece(of: state.reasoning, read: bytes, &cursor.reasoning)
            }
        }
        return news
    }

    private static func piece(
        of text: GrowingText, read bytes: [UInt8], _ cursor: inout GrowingText.Cursor
    ) -> ReplyNews.Piece {
        let offset = cursor.units
        return ReplyNews.Piece(offset: offset, escaped: text.escape(read: bytes, for: &cursor))
    }

    private static func piece(of text: GrowingText, _ cursor: inout GrowingText.Cursor) -> ReplyNews.Piece? {
        guard cursor != text.end else { return nil }
        let offset = cursor.units
        return ReplyNews.Piece(offset: offset, escaped: text.next(after: &cursor))
    }

    var progress: ReplyProgress { state.withLock { $0.progress } }
}

// MARK: What is not stored yet

extension LiveReply {
    /// Bytes of text that only the drafts have by now.
    var draftBytes: Int {
        state.withLock { state in
            state.content.utf8.count + state.reasoning.utf8.count - state.first.content - state.first.reasoning
        }
    }

    /// The text that came since the last save, or all of it. It counts as saved only when `didSave` says so.
    func drafts(fromStart: Bool) -> [DraftPiece] {
        state.withLock { state in
            let from = fromStart ? state.first : state.saved
            return [
                draft(of: state.content, from: from.content, .content),
                draft(of: state.reasoning, from: from.reasoning, .reasoning),
            ].compactMap { $0 }
        }
    }

    func didSave(_ draft: DraftPiece) {
        state.withLock { state in
            let end = draft.offset + draft.text.utf8.count
            switch draft.kind {
            case .content: state.saved.content = end
            case .reasoning: state.saved.reasoning = end
            }
        }
    }

    private func draft(of text: GrowingText, from offset: Int, _ kind: DraftPiece.Kind) -> DraftPiece? {
        guard text.utf8.count > offset else { return nil }
        return DraftPiece(
            messageID: id, kind: kind, offset: offset, text: String(decoding: text.bytes(from: offset), as: UTF8.self))
    }
}
