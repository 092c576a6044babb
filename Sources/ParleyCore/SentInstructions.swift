public import Foundation

/// What went to a model beside the messages of a conversation.
public struct SentInstructions: Hashable, Sendable {
    public var system: String?
    public var summary: String?

    public init(system: String?, summary: String?) {
        self.system = system
        self.summary = summary
    }
}

/// A note that stands for the beginning of a conversation once that is no longer sent.
public struct ConversationSummary: Hashable, Sendable {
    public enum Source: String, Sendable {
        case model, person
    }

    public static let maximumBytes = 16 << 10

    public var content: String
    /// The last message that it tells of.
    public var untilMessageID: Message.ID
    public var source: Source
    public var updatedAt: Date

    public init(content: String, untilMessageID: Message.ID, source: Source, updatedAt: Date) {
        self.content = content
        self.untilMessageID = untilMessageID
        self.source = source
        self.updatedAt = updatedAt
    }
}
