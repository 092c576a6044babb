import Foundation
public import ParleyCore
public import ParleyLive
import ParleyStore

/// A model, or all others of a provider, and who may use it.
public struct RuledModel: Sendable {
    public var key: ModelKey
    /// By which people choose it.
    public var id: String
    /// Nil where the provider does not list it.
    public var offered: OfferedModel?
    public var allowed: ModelRule.Audience
    public var people: [PersonName]
}

/// All models and what holds for them.
public struct ModelSheet: Sendable {
    public var models: [RuledModel]
    /// The id of the default model.
    public var usual: String?
    public var systemPrompt: String?
}

extension Means {
    public func models() async throws -> ModelSheet {
        let names = Dictionary(try await database.people().map { ($0.id, $0.asName) }) { $1 }
        let (rules, settings) = (catalog.rules.models, catalog.rules.settings)
        let offered = Dictionary(catalog.allModels.map { ($0.key, $0) }) { first, _ in first }
        let models = keys(of: rules).map { key in
            let rule = rules.rule(for: key)
            return RuledModel(
                key: key, id: offered[key]?.id ?? "\(key.provider)/\(key.model)", offered: offered[key],
                allowed: rule.allowed, people: rule.people.compactMap { names[$0] })
        }
        let usual = settings.defaultModel.map { offered[$0]?.id ?? "\($0.provider)/\($0.model)" }
        return ModelSheet(models: models, usual: usual, systemPrompt: settings.systemPrompt)
    }

    /// By provider: what it lists, what else has a rule, and what stands for the rest.
    private func keys(of rules: ModelRules) -> [ModelKey] {
        let offered = Dictionary(grouping: catalog.allModels.map(\.key), by: \.provider)
        let ruled = Dictionary(grouping: rules.rules.keys, by: \.provider)
        let known = catalog.providers
        let gone = Set(ruled.keys).subtracting(known).sorted()
        return (known + gone).flatMap { provider in
            let listed = offered[provider] ?? []
            let rest = ModelKey(provider: provider, model: ModelRules.rest)
            let others = Set(ruled[provider] ?? []).subtracting(listed + [rest]).sorted { $0.model < $1.model }
            return listed + others + [rest]
        }
    }

    /// Says who may use a model; nil takes its rule away.
    public func setRule(_ rule: ModelRule?, for key: ModelKey, by caller: Caller) async throws -> ModelSheet {
        guard catalog.providers.contains(key.provider) || catalog.rules.models.rules[key] != nil else {
            throw ParleyError(.unprocessable, "There is no provider named \(key.provider.prefix(100)).")
        }
        try await database.setModelRule(rule, for: key, by: caller)
        return try await reread()
    }

    /// - Parameter id: A listed model's; nil for the first there is.
    public func setDefaultModel(_ id: String?, by caller: Caller) async throws -> ModelSheet {
        let model = try id.map { id throws(ParleyError) in
            if let model = catalog.allModels.first(where: { $0.id == id }) { return model }
            throw ParleyError(.unprocessable, "There is no model \(id.prefix(200)).")
        }
        let note = AuditNote(
            .settingsChanged, by: caller,
            detail: ["setting": ServerSettings.defaultModelKey, "to": model.map(\.id) ?? "none"])
        try await database.setSetting(
            ServerSettings.defaultModelKey, to: try model.map { try ServerSettings.stored($0.key) }, note: note)
        return try await reread()
    }

    public func setSystemPrompt(_ text: String?, by caller: Caller) async throws -> ModelSheet {
        guard (text?.utf8.count ?? 0) <= ServerSettings.maximumSystemPromptBytes else {
            let most = ServerSettings.maximumSystemPromptBytes >> 10
            throw ParleyError(.tooLarge, "The server's system prompt has at most \(most) KiB.")
        }
        let prompt = text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        let note = AuditNote(
            .settingsChanged, by: caller,
            detail: ["setting": ServerSettings.systemPromptKey, "bytes": "\(prompt?.utf8.count ?? 0)"])
        try await database.setSetting(ServerSettings.systemPromptKey, to: prompt, note: note)
        return try await reread()
    }

    private func reread() async throws -> ModelSheet {
        try await catalog.rules.read(from: database)
        return try await models()
    }
}
