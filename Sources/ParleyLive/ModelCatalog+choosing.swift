public import ParleyCore
import Synchronization

/// Which model answers whom. Who may use which is asked here and nowhere else.
extension ModelCatalog {
    public var isDemo: Bool { state.withLock { $0.profiles.first?.isDemo ?? false } }
    public var hasProvider: Bool { state.withLock { !$0.profiles.isEmpty } }

    /// The names of the providers, in their order.
    public var providers: [String] { state.withLock { $0.profiles.map(\.name) } }

    /// All models of all providers, whoever may use them; for admins' pages alone.
    public var allModels: [OfferedModel] {
        state.withLock { state in
            var taken: Set<String> = []
            return state.profiles.flatMap { profile in
                state.names(of: profile).map { name in
                    let id = taken.insert(name).inserted ? name : "\(profile.name)/\(name)"
                    let (window, source) = state.window(of: name, from: profile)
                    return OfferedModel(
                        id: id, name: name, provider: profile.name, contextWindow: window, source: source)
                }
            }
        }
    }

    /// The models that a person may use, the default one first.
    public func models(for person: Person) -> [OfferedModel] {
        let models = rules.models
        let offered = allModels.filter { models.permits($0.key, to: person, isListed: true) }
        guard let place = offered.firstIndex(where: { $0.key == rules.settings.defaultModel }) else { return offered }
        return [offered[place]] + offered[..<place] + offered[(place + 1)...]
    }

    /// The default model that an admin has set, where a person may use it.
    public func defaultModel(for person: Person) -> OfferedModel? {
        models(for: person).first.flatMap { $0.key == rules.settings.defaultModel ? $0 : nil }
    }

    /// Whether a person may use a model.
    func permits(_ key: ModelKey, to person: Person) -> Bool {
        let isListed = state.withLock { state in
            state.profiles.first { $0.name == key.provider }.map { state.names(of: $0).contains(key.model) }
        }
        return rules.models.permits(key, to: person, isListed: isListed ?? false)
    }

    /// Finds who answers a person: a listed model by its id; any other name goes, as it is, to the provider the
    /// conversation is bound to, else to the first. A model that they may not use is not there for them.
    public func choose(
        model: String?, boundTo provider: String?, for person: Person
    ) throws(ParleyError) -> ChosenModel {
        guard let model else { return try chosen(try usual(of: provider, for: person)) }
        let key = try key(of: model, boundTo: provider)
        guard permits(key, to: person) else {
            throw ParleyError(
                .unprocessable, "There is no model \(model.prefix(200)) that you may use here. Choose another one.")
        }
        return try chosen(key)
    }

    private func key(of model: String, boundTo provider: String?) throws(ParleyError) -> ModelKey {
        let found = allModels.first { $0.id == model && (provider == nil || $0.provider == provider) }
        if let found { return found.key }
        return ModelKey(provider: try profile(named: provider).name, model: model)
    }

    /// Who answers where no model is named.
    private func usual(of provider: String?, for person: Person) throws(ParleyError) -> ModelKey {
        let first = try profile(named: provider)
        if let usual = rules.settings.defaultModel, provider == nil || provider == usual.provider,
            providers.contains(usual.provider), permits(usual, to: person)
        {
            return usual
        }
        guard !state.withLock({ $0.names(of: first).isEmpty }) else {
            throw ParleyError(.providerUnavailable, "No model is known yet: \(first.name) does not list any.")
        }
        let models = models(for: person).filter { provider == nil || $0.provider == provider }
        guard let model = models.first else {
            throw ParleyError(.unprocessable, "There is no model that you may use here.")
        }
        return model.key
    }

    private func chosen(_ key: ModelKey) throws(ParleyError) -> ChosenModel {
        let profile = try profile(named: key.provider)
        return state.withLock { state in
            let server = state.listed[key.provider]?.first { $0.id == key.model }?.server
            return ChosenModel(
                provider: key.provider, model: key.model, contextWindow: state.window(of: key.model, from: profile).0,
                tokenRatio: state.ratios[key]?.value ?? 1, countsTokens: server == .llamaCpp || server == .vLLM,
                isLocal: server == .ollama || profile.isLocal)
        }
    }

    private func profile(named name: String?) throws(ParleyError) -> ProviderProfile {
        let profiles = state.withLock { $0.profiles }
        guard let name else {
            if let first = profiles.first { return first }
            throw ParleyError(.providerUnavailable, "No model server is connected.")
        }
        if let profile = profiles.first(where: { $0.name == name }) { return profile }
        throw ParleyError(
            .providerUnavailable,
            "This conversation belongs to the provider \(name), which is not there any more. Choose another model.")
    }
}
