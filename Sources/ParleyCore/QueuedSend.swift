public import Foundation

/// A message that waits for the answer before its own.
public struct QueuedSend: Hashable, Sendable {
    public typealias ID = Identifier<QueuedSend>

    /// So many may wait in one conversation, and
    public static let maximumWaiting = 20
    /// so many of one person.
    public static let maximumOfOne = 5

    public var id: ID
    public var conversationID: Conversation.ID
    public var author: PersonName
    public var content: String
    public var model: String?
    public var clientID: String?
    public var createdAt: Date

    public init(
        id: ID = ID(), conversationID: Conversation.ID, author: PersonName, content: String, model: String?,
        clientID: String?, createdAt: Date
    ) {
        self.id = id
        self.conversationID = conversationID
        self.author = author
        self.content = content
        self.model = model
        self.clientID = clientID
        self.createdAt = createdAt
    }
}
