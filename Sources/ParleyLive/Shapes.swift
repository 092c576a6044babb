public import ParleyCore
import ParleyMarkdown
import ParleyStore
public import ParleyWire

/// Shapes that need the live room's own words.
extension JSONWriter {
    mutating func progress(_ progress: ReplyProgress, of id: Message.ID) {
        field("message_id", id.string)
        field("state", progress.state.rawValue)
        field("since", progress.since)
        if let attempt = progress.attempt { field("attempt", attempt) }
        if let time = progress.retryAt { field("retry_at", time) }
        guard let by = progress.by else { return }
        key("by")
        person(by)
    }

    mutating func people(_ people: [(name: PersonName, isTyping: Bool)]) {
        key("people")
        array(people) { json, person in
            json.object { json in
                json.field("id", person.name.id.string)
                json.field("name", person.name.name)
                json.field("typing", person.isTyping)
            }
        }
    }

    public mutating func queue(_ queue: [QueuedSend]) {
        key("queue")
        array(queue) { $0.queued($1) }
    }

    public mutating func queued(_ send: QueuedSend, position: Int? = nil) {
        object { json in
            json.field("id", send.id.string)
            if let position { json.field("position", position) }
            json.key("author")
            json.person(send.author)
            json.field("content", send.content)
            json.field("created_at", send.createdAt)
        }
    }

    /// The fields of a page of a conversation.
    public mutating func transcript(_ page: TranscriptPage, rendering: Rendering) {
        field("revision", page.conversation.revision)
        key("conversation")
        conversation(page.conversation)
        key("messages")
        array(page.messages) { json, message in
            json.message(message, blocks: rendering == .blocks ? message.renderedBlocks : nil)
        }
        field("previous", page.previous?.string)
        key("notes")
        array(page.notes) { $0.note($1) }
    }
}

extension Message {
    /// The content as rendered blocks, a JSON array.
    public var renderedBlocks: [UInt8] {
        let nodes = Markdown.blocks(of: content, isGrowing: status == .streaming, keepsLineEnds: role == .user)
        var json = JSONWriter()
        json.array(nodes) { $0.raw($1.encoded) }
        return json.bytes
    }
}
