/// A provider of single sign-on (OpenID Connect), as the settings describe it. Its secret is not in here.
public struct SignOnSettings: Hashable, Sendable {
    /// What the button on the login page says.
    public var name: String
    /// Letter for letter as the provider writes it.
    public var issuer: String
    public var clientID: String
    public var scopes: [String]
    /// The claim that new people are named after; where it is missing `name`, then `sub`.
    public var nameClaim: String
    public var groupsClaim: String
    public var roles: RoleRule
    /// Whether who comes for the first time is let in, or only who has been here before.
    public var createsPeople: Bool

    public init(
        name: String = "Single sign-on", issuer: String, clientID: String, scopes: [String] = ["openid", "profile"],
        nameClaim: String = "preferred_username", groupsClaim: String = "groups", roles: RoleRule = RoleRule(),
        createsPeople: Bool = true
    ) {
        self.name = name
        self.issuer = issuer
        self.clientID = clientID
        self.scopes = scopes
        self.nameClaim = nameClaim
        self.groupsClaim = groupsClaim
        self.roles = roles
        self.createsPeople = createsPeople
    }
}

/// The headers in which a trusted proxy names the person it has let through.
public struct TrustedHeader: Hashable, Sendable {
    public var name: String
    /// The header with their groups.
    public var groups: String?
    public var groupsSeparator: GroupsSeparator
    public var roles: RoleRule
    public var createsPeople: Bool

    public init(
        name: String, groups: String? = nil, groupsSeparator: GroupsSeparator = .comma, roles: RoleRule = RoleRule(),
        createsPeople: Bool = true
    ) {
        self.name = name
        self.groups = groups
        self.groupsSeparator = groupsSeparator
        self.roles = roles
        self.createsPeople = createsPeople
    }
}

/// What stands between two groups in a header. It is one sign and no other, for the other may stand in a group's name.
public enum GroupsSeparator: String, Sendable, CaseIterable {
    case comma, bar

    public var sign: Character { self == .comma ? "," : "|" }
}

/// Whom a trusted proxy says a request is from, and what the settings make of that.
public struct ProxyClaim: Hashable, Sendable {
    public static let maximumBytes = 255

    public var subject: String
    public var groups: [String]
    public var header: TrustedHeader

    public init(subject: String, groups: [String], header: TrustedHeader) {
        self.subject = subject
        self.groups = groups
        self.header = header
    }
}
