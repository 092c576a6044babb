public import Foundation

/// How somebody proved who they are.
public enum SignInWay: String, Sendable, CaseIterable {
    case password, sso, proxy, token
}

/// A browser that is signed in, as its person and admins see it; its secret is not in here.
public struct SignedInSession: Hashable, Sendable {
    public typealias ID = Identifier<SignedInSession>

    public var id: ID
    public var person: PersonName
    public var createdAt: Date
    public var lastSeenAt: Date
    /// What the browser says it is.
    public var agent: String
    public var address: String
    public var signedInBy: SignInWay

    public init(
        id: ID, person: PersonName, createdAt: Date, lastSeenAt: Date, agent: String, address: String,
        signedInBy: SignInWay
    ) {
        self.id = id
        self.person = person
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
        self.agent = agent
        self.address = address
        self.signedInBy = signedInBy
    }
}
