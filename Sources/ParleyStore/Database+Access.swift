internal import GRDB
import ParleyCore

/// The one home of permission: every query that reaches a conversation's rows for a person goes through here.
///
/// Its parts take the person as `:person` and read role and membership in the same statement, so that what was taken
/// away a moment ago is gone.
enum AccessRule {
    /// Joins who reads, and their place in the conversation, to rows of `conversation`.
    static let joins = """
        JOIN person AS viewer ON viewer.id = :person AND viewer.isDisabled = 0
        LEFT JOIN member ON member.conversationId = conversation.id AND member.personId = :person
        """

    /// A row without access is not there at all.
    static let visible = """
        conversation.deletedAt IS NULL AND (conversation.ownerId = :person OR member.access IS NOT NULL
            OR conversation.teamAccess <> 'none')
        """

    /// What the reader is to the row, and what is theirs of it.
    static let columns = """
        CASE
            WHEN viewer.role = 'reviewer' THEN 'read'
            WHEN conversation.ownerId = :person THEN 'owner'
            WHEN member.access = 'write' OR conversation.teamAccess = 'write' THEN 'write'
            ELSE 'read'
        END AS access,
        CASE WHEN conversation.ownerId = :person THEN conversation.isPinned ELSE coalesce(member.isPinned, 0) END
            AS ownPinned,
        CASE WHEN conversation.ownerId = :person THEN conversation.isArchived ELSE coalesce(member.isArchived, 0) END
            AS ownArchived,
        \(unread) AS isUnread,
        \(mentioned) AS isMentioned
        """

    /// Up to where the reader has read. Who has not opened what they were named in has read nothing of it; what is
    /// open to the team and not in one's list is never unread.
    private static let read = """
        coalesce(
            (SELECT revision FROM reading WHERE personId = :person AND conversationId = conversation.id),
            CASE WHEN conversation.ownerId = :person OR member.personId IS NOT NULL THEN 0
                ELSE conversation.revision END)
        """

    private static let unread = """
        EXISTS (SELECT 1 FROM message WHERE message.conversationId = conversation.id AND message.revision > \(read)
            AND message.status <> 'streaming' AND message.authorId IS NOT :person)
        """

    private static let mentioned = """
        EXISTS (SELECT 1 FROM message JOIN mention ON mention.messageSeq = message.seq
            WHERE message.conversationId = conversation.id AND message.revision > \(read)
                AND mention.personId = :person)
        """

    /// Everything of a conversation as a person sees it.
    static let select = """
        SELECT \(Conversation.columns), \(columns) FROM \(Conversation.tables) \(joins)
        """
}

extension Database {
    /// The conversation as a person may see it, if they may do that with it; throws "not found" for an unknown one and
    /// a hidden one alike.
    static func conversation(
        _ id: Conversation.ID, for person: Person.ID, to deed: Deed = .read, in db: GRDB.Database
    ) throws -> Conversation {
        let sql = "\(AccessRule.select) WHERE conversation.id = :id AND \(AccessRule.visible)"
        guard let row = try db.one(sql, ["id": id.string, "person": person.string]) else {
            throw ParleyError.notFound
        }
        let conversation = Conversation(row: row)
        try conversation.access.require(deed)
        return conversation
    }
}
