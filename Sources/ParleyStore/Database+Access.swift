internal import GRDB
import ParleyCore

/// The one home of permission: every query that reaches a conversation's rows for a person goes through here.
enum AccessRule {
    /// Joins the access of person `:person` to rows of `conversation`; a row without access is not there at all.
    static let visible = "conversation.deletedAt IS NULL AND conversation.ownerId = :person"
}

extension Database {
    /// The conversation as a person may see it; throws "not found" for an unknown one and a hidden one alike.
    static func conversation(
        _ id: Conversation.ID, for person: Person.ID, in db: GRDB.Database
    ) throws -> Conversation {
        let sql = """
            SELECT \(Conversation.columns) FROM \(Conversation.tables)
            WHERE conversation.id = :id AND \(AccessRule.visible)
            """
        guard let row = try db.one(sql, ["id": id.string, "person": person.string]) else {
            throw ParleyError.notFound
        }
        return Conversation(row: row)
    }
}
