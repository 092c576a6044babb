public import Foundation
public import ParleyCore

/// People, sessions, tokens, invites and the audit, as they are told. No secret and no hash of one is in them.
extension JSONWriter {
    /// Who somebody is, told to themselves.
    public mutating func account(_ person: Person, hasPassword: Bool, signedInBy: SignInWay) {
        object { json in
            json.field("id", person.id.string)
            json.field("name", person.name)
            json.field("role", person.role.rawValue)
            json.field("has_password", hasPassword)
            json.field("signed_in_by", signedInBy.rawValue)
        }
    }

    /// - Parameter isOwn: Whether the list holds one person's alone, who then need not be named.
    public mutating func session(_ session: SignedInSession, isOwn: Bool, current: SignedInSession.ID?) {
        object { json in
            json.field("id", session.id.string)
            if !isOwn {
                json.key("person")
                json.person(session.person)
            }
            json.field("created_at", session.createdAt)
            json.field("last_seen_at", session.lastSeenAt)
            json.field("agent", session.agent)
            json.field("address", session.address)
            json.field("signed_in_by", session.signedInBy.rawValue)
            json.field("current", session.id == current)
        }
    }

    /// - Parameter secret: Told once, to who made it.
    public mutating func token(_ token: AccessToken, secret: String? = nil) {
        object { json in
            if let secret { json.field("token", secret) }
            json.field("id", token.id.string)
            json.field("name", token.name)
            json.field("created_at", token.createdAt)
            json.field("expires_at", token.expiresAt)
            json.field("last_used_at", token.lastUsedAt)
        }
    }

    public mutating func record(_ record: PersonRecord) {
        object { json in
            json.field("id", record.person.id.string)
            json.field("name", record.person.name)
            json.field("role", record.person.role.rawValue)
            json.field("disabled", record.person.isDisabled)
            json.field("has_password", record.hasPassword)
            json.field("has_sso", record.hasSingleSignOn)
            json.field("created_at", record.person.createdAt)
            json.field("last_seen_at", record.lastSeenAt)
            json.field("sessions", record.sessionCount)
            json.field("tokens", record.tokenCount)
        }
    }

    public mutating func invite(_ invite: Invite) {
        object { json in
            json.field("id", invite.id.string)
            json.invitation(invite)
            json.field("note", invite.note)
            json.key("created_by")
            if let maker = invite.createdBy { json.person(maker) } else { json.null() }
            json.field("created_at", invite.createdAt)
            json.field("expires_at", invite.expiresAt)
        }
    }

    /// What whoever holds the link is told of it.
    public mutating func look(at invite: Invite) {
        object { json in
            json.invitation(invite)
            json.field("expires_at", invite.expiresAt)
        }
    }

    private mutating func invitation(_ invite: Invite) {
        field("kind", invite.kind.rawValue)
        field("role", invite.role.rawValue)
        field("name", invite.name)
    }

    public mutating func entry(_ entry: AuditEntry) {
        object { json in
            json.field("seq", Int(entry.seq))
            json.field("at", entry.at)
            json.field("kind", entry.note.kind.rawValue)
            json.key("actor")
            if let actor = entry.note.actor { json.person(actor) } else { json.null() }
            json.key("person")
            if let person = entry.note.person { json.person(person) } else { json.null() }
            json.field("conversation_id", entry.note.conversationID?.string)
            json.field("address", entry.note.address)
            json.key("detail")
            json.texts(entry.note.detail)
            json.field("hash", entry.hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
        }
    }

    /// An object whose keys are not known beforehand.
    private mutating func texts(_ texts: [String: String]) {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        for (index, (key, value)) in texts.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            JSONText.append(key, to: &bytes)
            bytes.append(contentsOf: "\":\"".utf8)
            JSONText.append(value, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "}"))
        raw(bytes)
    }
}
