public import Foundation

/// One message that holds what was searched for.
public struct SearchHit: Sendable {
    public struct Run: Hashable, Sendable {
        public var text: String
        public var isMatch: Bool

        public init(text: String, isMatch: Bool) {
            self.text = text
            self.isMatch = isMatch
        }
    }

    public var conversationID: Conversation.ID
    public var messageID: Message.ID
    public var title: String
    public var snippet: [Run]
    public var createdAt: Date

    public init(
        conversationID: Conversation.ID, messageID: Message.ID, title: String, snippet: [Run], createdAt: Date
    ) {
        self.conversationID = conversationID
        self.messageID = messageID
        self.title = title
        self.snippet = snippet
        self.createdAt = createdAt
    }
}

public struct SearchPage: Sendable {
    public var hits: [SearchHit]
    /// The `cursor` of the next page; nil at the end.
    public var next: Int64?

    public init(hits: [SearchHit], next: Int64?) {
        self.hits = hits
        self.next = next
    }
}
