/// Where a page of a list ends and the next begins.
public struct ListCursor: Hashable, Sendable {
    public var time: Int64
    public var id: String

    public var text: String { "\(time)-\(id)" }

    public init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let time = Int64(parts[0]), parts[1].utf8.count <= 40 else { return nil }
        self.time = time
        id = String(parts[1])
    }

    public init(time: Int64, id: String) {
        self.time = time
        self.id = id
    }
}

public struct ConversationList: Sendable {
    public var conversations: [Conversation]
    public var next: ListCursor?

    public init(conversations: [Conversation], next: ListCursor?) {
        self.conversations = conversations
        self.next = next
    }
}
