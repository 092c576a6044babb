public import Foundation

/// What a new conversation may begin with, under a name.
public struct Preset: Hashable, Sendable {
    public typealias ID = Identifier<Preset>

    /// Of one person, and of the team.
    public static let maximumCount = 100

    public var id: ID
    /// Nil for the team's.
    public var owner: Person.ID?
    public var name: String
    public var model: String?
    public var systemPrompt: String?
    public var params: CompletionParams
    public var createdAt: Date

    public init(
        id: ID = ID(), owner: Person.ID?, name: String, model: String? = nil, systemPrompt: String? = nil,
        params: CompletionParams = CompletionParams(), createdAt: Date = Date()
    ) {
        self.id = id
        self.owner = owner
        self.name = name
        self.model = model
        self.systemPrompt = systemPrompt
        self.params = params
        self.createdAt = createdAt
    }
}

/// What is to change of a preset; nil leaves it as it is.
public struct PresetChange: Sendable {
    public var name: String?
    public var model: String??
    public var systemPrompt: String??
    public var params: CompletionParams?

    public init() {}
}
