public import Foundation
public import ParleyCore
public import ParleyStore

/// What admins have set in the page that answers depend on.
public struct ServerSettings: Hashable, Sendable {
    public static let maximumSystemPromptBytes = 64 << 10
    public static let defaultModelKey = "default_model"
    public static let systemPromptKey = "system_prompt"

    /// Which model answers where none is named; nil for the first there is.
    public var defaultModel: ModelKey?
    /// What every model is told before a conversation's own system prompt.
    public var systemPrompt: String?

    public init() {}

    /// Takes back what was stored.
    public init(stored: [String: String]) {
        let pair = stored[Self.defaultModelKey].flatMap { text in
            try? JSONDecoder().decode([String].self, from: Data(text.utf8))
        }
        if let pair, pair.count == 2 { defaultModel = ModelKey(provider: pair[0], model: pair[1]) }
        systemPrompt = stored[Self.systemPromptKey]
    }

    /// A model as it is stored: its provider and its name.
    public static func stored(_ model: ModelKey) throws -> String {
        String(decoding: try JSONEncoder().encode([model.provider, model.model]), as: UTF8.self)
    }
}

/// What admins have decided, at hand for every answer: who may use which model, which one is the default, and what all
/// of them are told first.
public final class HouseRules: Sendable {
    private let latestSettings = Latest(ServerSettings())
    private let latestRules = Latest(ModelRules())

    public init() {}

    public var settings: ServerSettings { latestSettings.value }
    public var models: ModelRules { latestRules.value }

    /// Takes what is stored; to be called after each change.
    public func read(from database: Database) async throws {
        try await latestSettings.read { ServerSettings(stored: try await database.settings()) }
        try await latestRules.read { try await database.modelRules() }
    }

    /// A conversation as its models are to see it: with the server's system prompt before its own.
    func told(_ conversation: Conversation) -> Conversation {
        guard let first = settings.systemPrompt, !first.isEmpty else { return conversation }
        var told = conversation
        let own = conversation.systemPrompt ?? ""
        told.systemPrompt = own.isEmpty ? first : "\(first)\n\n\(own)"
        return told
    }
}
