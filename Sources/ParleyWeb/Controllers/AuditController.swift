import Hummingbird
import ParleyCore
import ParleyTeam
import ParleyWire

/// Who did what, newest first.
struct AuditController {
    let people: People

    @Sendable func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let (entries, next) = try await people.audit(try request.auditQuery())
        return .json(
            JSONWriter.object { json in
                json.key("entries")
                json.array(entries) { json, entry in json.entry(entry) }
                json.field("next_cursor", next.map(String.init))
                json.key("kinds")
                json.array(AuditNote.Kind.allCases) { json, kind in json.text(kind.rawValue) }
            })
    }
}

extension Request {
    fileprivate func auditQuery() throws(ParleyError) -> AuditQuery {
        var wish = AuditQuery(limit: try limit(default: 50, most: 200))
        if let text = query("kind"), !text.isEmpty {
            guard let kind = AuditNote.Kind(rawValue: text) else {
                throw ParleyError(.invalid, "kind must be one of the audit's kinds.")
            }
            wish.kind = kind
        }
        if let text = query("person"), !text.isEmpty {
            guard let person = Person.ID(text) else { throw ParleyError(.invalid, "person must be a person's id.") }
            wish.person = person
        }
        if let text = query("cursor"), !text.isEmpty {
            guard let before = Int64(text), before > 0 else {
                throw ParleyError(.invalid, "cursor must be a next_cursor of an earlier answer.")
            }
            wish.before = before
        }
        return wish
    }
}
