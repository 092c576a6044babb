/// What clients send of people, sessions, tokens and invites. What is not named here is not read.
public struct NameBody: Decodable, Sendable {
    public var name: String
}

public struct PasswordChangeBody: Decodable, Sendable {
    public var currentPassword: String
    public var newPassword: String

    private enum CodingKeys: String, CodingKey {
        case currentPassword = "current_password"
        case newPassword = "new_password"
    }
}

public struct NewTokenBody: Decodable, Sendable {
    public var name: String
    public var expiresInDays: Int?

    private enum CodingKeys: String, CodingKey {
        case name
        case expiresInDays = "expires_in_days"
    }
}

public struct LinkBody: Decodable, Sendable {
    public var token: String
}

public struct AcceptBody: Decodable, Sendable {
    public var token: String
    public var name: String?
    public var password: String
}

public struct PersonPatchBody: Decodable, Sendable {
    public var name: String?
    public var role: String?
    public var disabled: Bool?
}

public struct NewInviteBody: Decodable, Sendable {
    public var role: String?
    public var name: String?
    public var note: String?
    public var personID: String?
    public var expiresInHours: Int?

    private enum CodingKeys: String, CodingKey {
        case role, name, note
        case personID = "person_id"
        case expiresInHours = "expires_in_hours"
    }
}
