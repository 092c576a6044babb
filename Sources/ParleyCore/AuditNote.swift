public import Foundation

/// Something that is to be looked up later: who did what to whom, when and from where.
public struct AuditNote: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case login
        case loginFailed = "login_failed"
        case logout
        case setup
        case inviteCreated = "invite_created"
        case inviteUsed = "invite_used"
        case inviteRevoked = "invite_revoked"
        case personAdded = "person_added"
        case personRenamed = "person_renamed"
        case roleChanged = "role_changed"
        case personDisabled = "person_disabled"
        case personEnabled = "person_enabled"
        case passwordChanged = "password_changed"
        case passwordReset = "password_reset"
        case sessionEnded = "session_ended"
        case tokenCreated = "token_created"
        case tokenRevoked = "token_revoked"
        case shared
        case unshared
        case teamAccess = "team_access"
        case left
        case conversationDeleted = "conversation_deleted"
        /// Somebody else's answer.
        case stopped
        /// Somebody else's conversation, by one who is not named in it.
        case conversationRead = "conversation_read"
        case exported
        case settingsChanged = "settings_changed"
        case providerChanged = "provider_changed"
        case modelRuleChanged = "model_rule_changed"
        case limitChanged = "limit_changed"
        case backup
    }

    public var kind: Kind
    /// Who did it; nil where nobody had signed in, or where it was done on the server's own machine.
    public var actor: PersonName?
    /// Whom it was done to.
    public var person: PersonName?
    public var conversationID: Conversation.ID?
    /// Where the request came from; "local" for the commands around the server.
    public var address: String
    /// Plain facts, such as the new role. Never a secret, a password or what was said.
    public var detail: [String: String]

    public init(
        _ kind: Kind, by caller: Caller, person: PersonName? = nil, conversation: Conversation.ID? = nil,
        detail: [String: String] = [:]
    ) {
        self.kind = kind
        actor = caller.person
        self.person = person
        conversationID = conversation
        address = caller.address
        self.detail = detail
    }

    /// Who did what is noted.
    public var caller: Caller { Caller(person: actor, address: address) }
}

/// Who asks for something, and from where.
public struct Caller: Hashable, Sendable {
    public var person: PersonName?
    public var address: String

    /// The commands around the server: who may open its folder.
    public static let machine = Caller(person: nil, address: "local")

    public init(person: PersonName?, address: String) {
        self.person = person
        self.address = address
    }
}

/// A row of the audit, as it is kept.
public struct AuditEntry: Hashable, Sendable {
    public var seq: Int64
    public var at: Date
    public var note: AuditNote
    public var hash: Data

    public init(seq: Int64, at: Date, note: AuditNote, hash: Data) {
        self.seq = seq
        self.at = at
        self.note = note
        self.hash = hash
    }
}
