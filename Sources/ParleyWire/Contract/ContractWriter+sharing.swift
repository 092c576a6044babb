public import ParleyCore

/// Who a conversation is for, and what happened in it beside its messages.
extension JSONWriter {
    public mutating func note(_ note: TimelineNote) {
        object { json in
            json.field("id", note.id.string)
            json.field("conversation_id", note.conversationID.string)
            json.field("kind", note.kind.rawValue)
            json.key("actor")
            json.person(note.actor)
            json.key("person")
            if let person = note.person { json.person(person) } else { json.null() }
            json.field("detail", note.detail)
            json.field("after_id", note.afterID?.string)
            json.field("revision", note.revision)
            json.field("created_at", note.createdAt)
        }
    }

    public mutating func sharing(_ sharing: Sharing) {
        object { json in
            json.key("people")
            json.array(sharing.members) { json, member in
                json.object { json in
                    json.field("id", member.person.id.string)
                    json.field("name", member.person.name)
                    json.field("access", member.access.rawValue)
                    json.field("joined_at", member.joinedAt)
                }
            }
            json.field("team_access", sharing.teamAccess.rawValue)
        }
    }
}
