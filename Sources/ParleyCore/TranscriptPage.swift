/// A page of the branch that is shown, oldest first, and the conversation at the same instant.
public struct TranscriptPage: Sendable {
    public var conversation: Conversation
    public var messages: [Message]
    /// The `before` of the page above; nil at the beginning.
    public var previous: Message.ID?
    /// What else happened between these messages, oldest first.
    public var notes: [TimelineNote] = []

    public init(conversation: Conversation, messages: [Message], previous: Message.ID?) {
        self.conversation = conversation
        self.messages = messages
        self.previous = previous
    }
}

/// What a send has become.
public struct Posted: Sendable {
    public var conversation: Conversation
    public var user: Message
    public var assistant: Message
    /// The same was sent before; nothing new was kept.
    public var isRepeat: Bool

    public init(conversation: Conversation, user: Message, assistant: Message, isRepeat: Bool) {
        self.conversation = conversation
        self.user = user
        self.assistant = assistant
        self.isRepeat = isRepeat
    }
}

/// What a message that asks no model has become.
public struct Said: Sendable {
    public var conversation: Conversation
    public var message: Message
    /// The same was sent before; nothing new was kept.
    public var isRepeat: Bool

    public init(conversation: Conversation, message: Message, isRepeat: Bool) {
        self.conversation = conversation
        self.message = message
        self.isRepeat = isRepeat
    }
}
