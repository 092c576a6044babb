public import Foundation

/// A person as admins see them.
public struct PersonRecord: Hashable, Sendable {
    public var person: Person
    public var hasPassword: Bool
    public var hasSingleSignOn: Bool
    public var lastSeenAt: Date?
    /// How many browsers are signed in, and how many programs' keys there are.
    public var sessionCount: Int
    public var tokenCount: Int

    public init(
        person: Person, hasPassword: Bool, hasSingleSignOn: Bool, lastSeenAt: Date?, sessionCount: Int,
        tokenCount: Int
    ) {
        self.person = person
        self.hasPassword = hasPassword
        self.hasSingleSignOn = hasSingleSignOn
        self.lastSeenAt = lastSeenAt
        self.sessionCount = sessionCount
        self.tokenCount = tokenCount
    }
}

/// What an admin wants changed of a person; nil leaves it as it is.
public struct PersonChange: Hashable, Sendable {
    public var name: String?
    public var role: Person.Role?
    public var isDisabled: Bool?

    public init(name: String? = nil, role: Person.Role? = nil, isDisabled: Bool? = nil) {
        self.name = name
        self.role = role
        self.isDisabled = isDisabled
    }
}
