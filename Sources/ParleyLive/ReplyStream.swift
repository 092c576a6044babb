public import ParleyCore
import ParleyStore
import ParleyWire

/// One answer as its sender reads it: pieces of text, then the message as it was stored, then `[DONE]`.
public struct ReplyStream: ByteStream {
    private let database: Database
    private let feed: LiveFeed
    private let listener: Listener
    private let seat: Seat
    private let reply: LiveReply?
    private let stored: Message
    private var cursor = ReplyCursor()
    private var output = StreamOutput()
    private var isOver = false
    /// Told to a program of OpenAI's protocol.
    private var shape: CompletionShape?
    private var includesUsage = false

    /// - Parameter stored: The answer as its row was; read when it is not being written any more.
    init(database: Database, feed: LiveFeed, listener: Listener, stored: Message) {
        self.database = database
        self.feed = feed
        self.listener = listener
        self.stored = stored
        reply = feed.reply(stored.id)
        seat = Seat(listener, in: feed)
        if let reply { cursor = reply.joinFromStart(listener.bell) }
        seat.listens(to: reply)
        output.bytes += EventFrame.comment
        // Access may have been taken away since the answer was asked for, and nobody could tell this listener.
        if listener.answersIn != nil { listener.doubt() }
    }

    mutating func tell(as shape: CompletionShape, includesUsage: Bool) {
        self.shape = shape
        self.includesUsage = includesUsage
        shape.begin(to: &output.bytes)
    }

    public mutating func next() async -> [UInt8]? {
        while true {
            if listener.isClosed, !feed.isClosing {
                // A program is told once, where the line does not stand in the middle of an event.
                guard shape != nil, !isOver, !output.isBegun else { return nil }
                output = StreamOutput()
                writeFailure(ParleyError(.forbidden, "The access to this answer was taken away."))
                return output.take()
            }
            if listener.takeDoubt(), await hasLostAccess() { return nil }
            if let bytes = output.take() { return bytes }
            if isOver { return nil }
            guard let reply else {
                writeStored()
                continue
            }
            guard let isMore = try? await write(news(of: reply)) else { return nil }
            guard output.isEmpty, !isMore, !isOver else { continue }
            let news = await listener.bell.wait()
            if news.contains(.beat) { output.bytes += EventFrame.comment }
        }
    }

    /// Why the answer failed, if it did so within that time and before its first text.
    public func failure(before limit: Duration) async -> ReplyFailure? {
        guard let reply else { return Self.failure(of: stored) }
        await reply.isDecided(within: limit)
        guard case .success(let message?)? = reply.outcome else { return nil }
        return Self.failure(of: message)
    }

    private static func failure(of message: Message) -> ReplyFailure? {
        message.content.isEmpty && message.reasoning.isEmpty ? message.unfinished : nil
    }

    public func mayGoOn() async -> Bool {
        if listener.isClosed, !feed.isClosing { return false }
        guard listener.isInDoubt else { return true }
        return await !hasLostAccess()
    }

    private func hasLostAccess() async -> Bool {
        do {
            _ = try await database.conversation(stored.conversationID, for: listener.person.id)
            return false
        } catch {
            return true
        }
    }

    private mutating func news(of reply: LiveReply) async throws -> ReplyNews {
        try await reply.news(after: &cursor, as: .text, from: database)
    }

    private mutating func write(_ news: ReplyNews) async throws -> Bool {
        if let piece = news.reasoning { write(.reasoning, piece.escaped) }
        if let piece = news.content { write(.content, piece.escaped) }
        switch news.settled {
        case .success(let short?): writeEnd(short)
        case .success(nil):
            writeEnd(try await database.message(stored.id, in: stored.conversationID, for: listener.person.id))
        case .failure(let error): writeFailure(error)
        case nil: break
        }
        return news.isMore
    }

    private mutating func writeStored() {
        write(stored.reasoning, .reasoning)
        write(stored.content, .content)
        writeEnd(stored)
    }

    private mutating func write(_ text: String, _ kind: EventFrame.DeltaKind) {
        guard !text.isEmpty else { return }
        guard shape == nil else {
            var escaped: [UInt8] = []
            JSONText.append(text, to: &escaped)
            return write(kind, escaped)
        }
        output.append { json in
            json.object { $0.field(kind == .content ? "content" : "reasoning", text) }
        }
    }

    private mutating func write(_ kind: EventFrame.DeltaKind, _ escaped: [UInt8]) {
        guard let shape else { return EventFrame.appendPiece(kind, escaped: escaped, to: &output.bytes) }
        shape.piece(kind, escaped: escaped, to: &output.bytes)
    }

    private mutating func writeEnd(_ message: Message) {
        isOver = true
        if let shape { return shape.end(message, includesUsage: includesUsage, to: &output.bytes) }
        if let failure = message.failure {
            output.append { json in
                json.object { json in
                    json.key("error")
                    json.failure(failure)
                }
            }
        }
        output.append { json in
            json.object { json in
                json.key("done")
                json.object { json in
                    json.key("message")
                    json.message(message)
                }
            }
        }
        output.bytes += EventFrame.done
    }

    /// The answer could not be stored: no orderly end, so that nobody takes it for kept.
    private mutating func writeFailure(_ error: ParleyError) {
        EventFrame.append(data: ErrorShape.json(error), to: &output.bytes)
        isOver = true
    }
}
