public import Foundation

/// What everybody in the team may do with a conversation.
public enum TeamAccess: String, Sendable, CaseIterable {
    case none, read, write
}

/// Who a conversation is for.
public struct Sharing: Sendable {
    public struct Member: Hashable, Sendable {
        public var person: PersonName
        public var access: Access
        public var joinedAt: Date

        public init(person: PersonName, access: Access, joinedAt: Date) {
            self.person = person
            self.access = access
            self.joinedAt = joinedAt
        }
    }

    /// So many people may be named in one conversation.
    public static let maximumMembers = 500

    /// The owner first.
    public var members: [Member]
    public var teamAccess: TeamAccess

    public init(members: [Member], teamAccess: TeamAccess) {
        self.members = members
        self.teamAccess = teamAccess
    }
}

/// Something of the timeline that is no message: who came, who went, what was opened.
public struct TimelineNote: Hashable, Sendable {
    public typealias ID = Identifier<TimelineNote>

    public enum Kind: String, Sendable {
        /// Somebody came by themselves, and
        case joined
        /// went by themselves.
        case left
        /// The owner named somebody,
        case added
        case removed
        /// gave them another access,
        case access
        /// or opened the conversation to the team, or closed it.
        case team
    }

    public var id: ID
    public var conversationID: Conversation.ID
    public var kind: Kind
    public var actor: PersonName
    public var person: PersonName?
    /// The new access, where there is one.
    public var detail: String
    /// The message that was the last one then; nil where there was none.
    public var afterID: Message.ID?
    public var revision: Int
    public var createdAt: Date

    public init(
        id: ID = ID(), conversationID: Conversation.ID, kind: Kind, actor: PersonName, person: PersonName?,
        detail: String, afterID: Message.ID?, revision: Int, createdAt: Date
    ) {
        self.id = id
        self.conversationID = conversationID
        self.kind = kind
        self.actor = actor
        self.person = person
        self.detail = detail
        self.afterID = afterID
        self.revision = revision
        self.createdAt = createdAt
    }
}
