public import Foundation

/// One message of a conversation; messages form a tree by their parents.
public struct Message: Hashable, Sendable {
    public typealias ID = Identifier<Message>

    public enum Role: String, Sendable {
        case user, assistant
    }

    public enum Status: String, Sendable {
        /// Whole: a person's message, or an answer that the provider ended.
        case complete
        /// The answer is being written now.
        case streaming
        /// A person ended the answer.
        case stopped
        /// The server ended while the answer was being written.
        case interrupted
        case error
    }

    /// A person's message holds at most this many bytes of UTF-8.
    public static let maximumContentBytes = 1 << 20
    /// An answer is ended past this many bytes of UTF-8, so that an upstream gone wild stays bounded.
    public static let maximumReplyBytes = 4 << 20

    public var id: ID
    public var conversationID: Conversation.ID
    public var parentID: ID?
    public var role: Role
    public var author: PersonName?
    public var content: String
    public var reasoning: String
    public var status: Status
    /// The provider's own word.
    public var finishReason: String?
    public var model: String?
    public var provider: String?
    public var usage: Usage?
    public var timing: Timing?
    public var failure: ReplyFailure?
    public var cut: StoredCut?
    /// The conversation's revision in which this message last changed.
    public var revision: Int
    public var createdAt: Date
    /// Who asked for an answer, and
    public var requestedBy: PersonName?
    /// who stopped it.
    public var stoppedBy: PersonName?
    /// Whom a person's message names.
    public var mentions: [PersonName] = []

    public init(
        id: ID = ID(), conversationID: Conversation.ID, parentID: ID?, role: Role, author: PersonName? = nil,
        content: String = "", reasoning: String = "", status: Status, finishReason: String? = nil,
        model: String? = nil, provider: String? = nil, usage: Usage? = nil, timing: Timing? = nil,
        failure: ReplyFailure? = nil, cut: StoredCut? = nil, revision: Int = 0, createdAt: Date = Date()
    ) {
        self.id = id
        self.conversationID = conversationID
        self.parentID = parentID
        self.role = role
        self.author = author
        self.content = content
        self.reasoning = reasoning
        self.status = status
        self.finishReason = finishReason
        self.model = model
        self.provider = provider
        self.usage = usage
        self.timing = timing
        self.failure = failure
        self.cut = cut
        self.revision = revision
        self.createdAt = createdAt
    }
}

extension String {
    /// The text as it can be kept: SQLite's texts end at U+0000, so it becomes U+FFFD, as in Markdown and HTML.
    public var storable: String {
        guard utf8.contains(0) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}

/// Tokens as the provider counted them.
public struct Usage: Hashable, Sendable {
    public var promptTokens: Int?
    public var completionTokens: Int?

    public init(promptTokens: Int?, completionTokens: Int?) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
    }
}

/// How fast an answer came, measured on a monotonic clock from the moment it was asked for.
public struct Timing: Hashable, Sendable {
    public var firstTokenMilliseconds: Int?
    public var durationMilliseconds: Int
    public var tokensPerSecond: Double?

    public init(firstTokenMilliseconds: Int?, durationMilliseconds: Int, tokensPerSecond: Double?) {
        self.firstTokenMilliseconds = firstTokenMilliseconds
        self.durationMilliseconds = durationMilliseconds
        self.tokensPerSecond = tokensPerSecond
    }
}

/// What of the history went to the model for one answer.
public struct StoredCut: Hashable, Sendable {
    /// The first message that was sent; earlier ones were trimmed.
    public var firstMessageID: Message.ID?
    public var trimmedCount: Int
    public var shortenedIDs: [Message.ID]
    public var window: Int
    public var estimatedTokens: Int
    /// What each shortened message had, in the same order.
    public var shortenedTokens: [Int] = []
    public var reservedOutput = 0
    /// The tokens were counted by the model's own server, not estimated.
    public var isExact = false
    /// The server counted far fewer tokens than it was sent: it left out the beginning without a word.
    public var isCutByProvider = false
    /// A summary was sent in the place of what was trimmed.
    public var isSummarized = false
    /// How many tokens were counted where one was estimated.
    public var tokenRatio = 1.0
    public var params = CompletionParams()

    /// The most tokens the prompt could have.
    public var budget: Int { ContextWindow.budget(of: window, reserving: reservedOutput) }

    public init(
        firstMessageID: Message.ID?, trimmedCount: Int, shortenedIDs: [Message.ID], window: Int, estimatedTokens: Int
    ) {
        self.firstMessageID = firstMessageID
        self.trimmedCount = trimmedCount
        self.shortenedIDs = shortenedIDs
        self.window = window
        self.estimatedTokens = estimatedTokens
    }
}
