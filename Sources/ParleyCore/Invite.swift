public import Foundation

/// A link that lets one new person in, or gives one who is there a new password; its secret is not in here.
public struct Invite: Hashable, Sendable {
    public typealias ID = Identifier<Invite>

    public enum Kind: String, Sendable, CaseIterable {
        case invite, password
    }

    public static let allowedHours = 1...168
    public static let usualHours = 24
    public static let maximumNoteLength = 200

    public var id: ID
    public var kind: Kind
    public var role: Person.Role
    /// What its person is called, or is meant to be called.
    public var name: String?
    /// What the admin noted about it.
    public var note: String
    /// Whose password it renews.
    public var person: Person.ID?
    public var createdBy: PersonName?
    public var createdAt: Date
    public var expiresAt: Date

    public init(
        id: ID = ID(), kind: Kind, role: Person.Role, name: String? = nil, note: String = "",
        person: Person.ID? = nil, createdBy: PersonName? = nil, createdAt: Date = Date(), expiresAt: Date
    ) {
        self.id = id
        self.kind = kind
        self.role = role
        self.name = name
        self.note = note
        self.person = person
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// The same words whether it was never there, is used, revoked or too old.
    public static let void = ParleyError(
        .forbidden, "This link is not valid any more; ask whoever sent it for a new one.")
}
