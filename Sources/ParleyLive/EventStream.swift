import Foundation
import ParleyCore
import ParleyMarkdown
public import ParleyStore
import ParleyWire

/// What one page or program hears: a loop that reads what is newer than its revision, then what the running answer
/// has past its cursor, then waits. It subscribes first and reads second, so nothing falls between.
public struct EventStream: ByteStream {
    private let database: Database
    private let feed: LiveFeed
    private let listener: Listener
    private let seat: Seat
    private let rendering: Rendering
    private var conversationID: Conversation.ID?
    private var revision: Int?
    private var running: (reply: LiveReply, cursor: ReplyCursor)? {
        didSet { if running?.reply !== oldValue?.reply { seat.listens(to: running?.reply) } }
    }
    private var news: Bell.News = []
    private var output = StreamOutput()
    private var isClosing = false

    /// Opens the stream; throws "not found" before a byte is written.
    public init(
        database: Database, feed: LiveFeed, listener: Listener, after revision: Int?, rendering: Rendering
    ) async throws {
        self.database = database
        self.feed = feed
        self.listener = listener
        self.rendering = rendering
        conversationID = listener.conversationID
        self.revision = revision
        seat = Seat(listener, in: feed)
        try await begin()
    }

    public mutating func next() async -> [UInt8]? {
        while true {
            // Who may not read any more is told nothing more.
            if listener.isClosed, !feed.isClosing { return nil }
            do {
                if listener.takeDoubt() { try await proveAccess() }
                if let bytes = output.take() { return bytes }
                if isOver { return nil }
                if news.isEmpty { news = await listener.bell.wait() }
                guard !news.subtracting(.access).isEmpty else {
                    news = []
                    continue
                }
                try await read()
            } catch {
                return nil
            }
        }
    }

    public func mayGoOn() async -> Bool {
        if listener.isClosed, !feed.isClosing { return false }
        guard let id = conversationID, listener.isInDoubt else { return true }
        return (try? await database.conversation(id, for: listener.person.id)) != nil
    }

    /// What was about to be written is not, if the conversation is not this person's to read any more.
    private mutating func proveAccess() async throws {
        guard let id = conversationID else { return }
        do {
            _ = try await database.conversation(id, for: listener.person.id)
        } catch let error as ParleyError where error.code == .notFound {
            // In the middle of a frame the line can only break off.
            guard !output.isBegun else { throw error }
            output = StreamOutput()
            writeGone(id)
        }
    }

    /// A closing stream still tells how its running answer ended.
    private var isOver: Bool { isClosing && (running == nil || !feed.isClosing) }

    // MARK: Reading

    private mutating func begin() async throws {
        output.bytes += EventFrame.comment
        guard let id = conversationID else { return }
        if let revision, let changes = try await changes(in: id, after: revision) {
            feed.arrive(listener)
            try await write(changes, isFirst: true)
            // Nothing says whether this reader knows what waits.
            if feed.hasQueues { try await writeQueue() }
        } else {
            try await writeSnapshot(of: id)
        }
    }

    private mutating func read() async throws {
        let news = news
        self.news = []
        if news.contains(.close) { isClosing = true }
        if news.contains(.changes) {
            // What is left of a text goes out in pieces, as the line takes them, before rows that may end it.
            guard try await writeReply() else { return self.news.formUnion(news) }
            try await readChanges()
        }
        _ = try await writeReply()
        if news.contains(.people) { writePeople() }
        if news.contains(.queue) { try await writeQueue() }
        if news.contains(.hints) { try await writeHints() }
        if output.isEmpty, news.contains(.beat) { output.bytes += EventFrame.comment }
    }

    private mutating func readChanges() async throws {
        guard let id = conversationID else { return }
        do {
            if let changes = try await changes(in: id, after: revision ?? 1) {
                try await write(changes, isFirst: false)
            } else {
                try await writeSnapshot(of: id)
            }
        } catch let error as ParleyError where error.code == .notFound {
            writeGone(id)
        }
    }

    private func changes(in id: Conversation.ID, after revision: Int) async throws -> Changes? {
        try await database.changes(in: id, for: listener.person.id, after: revision)
    }

    // MARK: Writing

    private mutating func write(_ changes: Changes, isFirst: Bool) async throws {
        var rest = changes.notes[...]
        var conversationRevision = changes.conversationRevision
        /// What changed beside the messages, up to a revision.
        func writeOthers(before limit: Int) {
            while let note = rest.first, note.revision < limit {
                // Where the conversation comes in the same revision, only the last of the two says so: a line that is
                // cut between them must not count as up to date.
                write(note, isLast: note.revision != conversationRevision)
                rest.removeFirst()
            }
            guard let own = conversationRevision, own < limit else { return }
            write(changes.conversation, id: own)
            conversationRevision = nil
        }
        for message in changes.messages {
            writeOthers(before: message.revision)
            try await write(message)
        }
        writeOthers(before: .max)
        revision = max(revision ?? 0, isFirst ? changes.conversation.revision : revision ?? 0)
    }

    private mutating func write(_ note: TimelineNote, isLast: Bool) {
        output.append("note", id: isLast ? note.revision : nil) { $0.note(note) }
        if isLast { revision = max(revision ?? 0, note.revision) }
    }

    private mutating func write(_ conversation: Conversation, id: Int?) {
        output.append("conversation", id: id) { $0.conversation(conversation) }
        if let id { revision = max(revision ?? 0, id) }
    }

    private mutating func write(_ message: Message) async throws {
        guard message.status == .streaming else {
            if running?.reply.id == message.id { try await finishRunning() }
            return writeMessage(message)
        }
        guard running?.reply.id != message.id else { return }
        guard let reply = feed.reply(message.id),
            let joined = reply.join(listener.bell, row: message, as: rendering)
        else {
            // It ended between the read and here: its last row is there to be read.
            if !feed.isClosing { news.formUnion(.changes) }
            return
        }
        running = (reply, joined.cursor)
        writeMessage(joined.message)
    }

    private mutating func writeMessage(_ message: Message) {
        let blocks = rendering == .blocks ? message.renderedBlocks : nil
        output.append("message", id: message.revision) { $0.message(message, blocks: blocks) }
        revision = max(revision ?? 0, message.revision)
    }

    /// All of an answer's text goes out before the message that ends it.
    private mutating func finishRunning() async throws {
        while running != nil { guard try await writeReplyPiece() else { break } }
        running = nil
    }

    /// False where more is left than one piece of output holds.
    private mutating func writeReply() async throws -> Bool {
        var isMore = true
        while isMore, output.bytes.count < 8 << 10 { isMore = try await writeReplyPiece() }
        if isMore { news.insert(.text) }
        return !isMore
    }

    /// True where there is more to write.
    private mutating func writeReplyPiece() async throws -> Bool {
        guard case (let reply, var cursor)? = running else { return false }
        let news = try await reply.news(after: &cursor, as: rendering, from: database)
        running = (reply, cursor)
        if let progress = news.progress { write(progress, of: reply) }
        if let piece = news.reasoning { write(piece, .reasoning, of: reply) }
        if let piece = news.content { write(piece, .content, of: reply) }
        if let change = news.blocks { write(change, of: reply) }
        if case .failure = news.settled { isClosing = true }
        return news.isMore
    }

    private mutating func write(_ piece: ReplyNews.Piece, _ kind: EventFrame.DeltaKind, of reply: LiveReply) {
        EventFrame.appendDelta(
            message: reply.id.string, offset: piece.offset, kind, escaped: piece.escaped, to: &output.bytes)
    }

    private mutating func write(_ change: Painting.Change, of reply: LiveReply) {
        output.append("blocks") { json in
            json.object { json in
                json.field("message_id", reply.id.string)
                json.field("from", change.from)
                json.key("blocks")
                json.array(change.blocks) { $0.raw($1) }
                json.field("length", change.length)
            }
        }
    }

    private mutating func write(_ progress: ReplyProgress, of reply: LiveReply) {
        output.append("progress") { json in
            json.object { $0.progress(progress, of: reply.id) }
        }
    }

    private mutating func writeQueue() async throws {
        guard let id = conversationID else { return }
        let queue = try await database.queue(of: id, for: listener.person.id)
        output.append("queue") { json in json.object { $0.queue(queue) } }
    }

    private mutating func writePeople() {
        guard let id = conversationID else { return }
        let people = feed.people(in: id)
        output.append("people") { json in json.object { $0.people(people) } }
    }

    /// A hint carries nothing: what this person may see of it is read now.
    private mutating func writeHints() async throws {
        for id in listener.takeHints() where id != conversationID {
            do {
                write(try await database.conversation(id, for: listener.person.id), id: nil)
            } catch let error as ParleyError where error.code == .notFound {
                writeDeleted(id)
            }
        }
    }

    /// The conversation is gone: its part of the stream ends, the person's own goes on.
    private mutating func writeGone(_ id: Conversation.ID) {
        writeDeleted(id)
        running = nil
        conversationID = nil
        feed.leaveConversation(listener)
    }

    private mutating func writeDeleted(_ id: Conversation.ID) {
        output.append("conversation") { json in
            json.object { json in
                json.field("id", id.string)
                json.field("deleted_at", Date())
            }
        }
    }

    private mutating func writeSnapshot(of id: Conversation.ID) async throws {
        var page = try await database.transcript(id, for: listener.person.id, before: nil, limit: 50)
        while let place = page.messages.lastIndex(where: { $0.status == .streaming }), !feed.isClosing {
            let row = page.messages[place]
            if let reply = feed.reply(row.id),
                case (let current, var cursor)? = reply.join(listener.bell, row: row, as: rendering)
            {
                cursor.progress = reply.progress
                running = (reply, cursor)
                page.messages[place] = current
                break
            }
            page = try await database.transcript(id, for: listener.person.id, before: nil, limit: 50)
        }
        revision = page.conversation.revision
        feed.arrive(listener)
        writeSnapshot(page, queue: feed.hasQueues ? try await database.queue(of: id, for: listener.person.id) : [])
    }

    private mutating func writeSnapshot(_ page: TranscriptPage, queue: [QueuedSend]) {
        let people = feed.people(in: page.conversation.id)
        let rendering = rendering
        let progress = running.map { ($0.reply.progress, $0.reply.id) }
        output.append("snapshot", id: revision) { json in
            json.object { json in
                json.transcript(page, rendering: rendering)
                json.people(people)
                json.queue(queue)
                json.key("progress")
                if let progress { json.object { $0.progress(progress.0, of: progress.1) } } else { json.null() }
            }
        }
    }
}
