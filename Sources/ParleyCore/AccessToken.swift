public import Foundation

/// A program's key, as its person sees it; its secret is not in here.
public struct AccessToken: Hashable, Sendable {
    public typealias ID = Identifier<AccessToken>

    public static let maximumNameLength = 100
    public static let allowedDays = 1...3_650

    public var id: ID
    public var name: String
    public var createdAt: Date
    /// Nil for one without an end.
    public var expiresAt: Date?
    public var lastUsedAt: Date?

    public init(
        id: ID = ID(), name: String, createdAt: Date = Date(), expiresAt: Date? = nil, lastUsedAt: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
    }
}
