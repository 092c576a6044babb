public import Logging
public import ParleyCore
public import ServiceLifecycle
import Synchronization

/// What the chat knows of a provider: everything but how it is reached.
public struct ProviderProfile: Hashable, Sendable {
    public var name: String
    /// Models named in the settings; they are offered in this order, before and instead of what the provider lists.
    public var models: [String]
    public var contextWindow: Int?
    public var isDemo: Bool
    /// It runs on this machine, with a window of its own, whatever its models could read.
    public var isLocal: Bool

    public init(
        name: String, models: [String] = [], contextWindow: Int? = nil, isDemo: Bool = false, isLocal: Bool = false
    ) {
        self.name = name
        self.models = models
        self.contextWindow = contextWindow
        self.isDemo = isDemo
        self.isLocal = isLocal
    }
}

/// A model as people choose it.
public struct OfferedModel: Hashable, Sendable {
    public enum WindowSource: String, Sendable {
        case settings, provider, table, learned, `default`
    }

    /// The provider's own name, or `provider/name` where two providers share it.
    public var id: String
    public var name: String
    public var provider: String
    public var contextWindow: Int
    public var source: WindowSource
}

/// Which model of which provider answers.
public struct ChosenModel: Hashable, Sendable {
    public var provider: String
    public var model: String
    public var contextWindow: Int
    public var tokenRatio = 1.0
    /// Its server tells how many tokens a text has.
    public var countsTokens = false
    /// It runs on this machine.
    public var isLocal = false

    var key: ModelKey { ModelKey(provider: provider, model: model) }
}

/// The models that can be talked with, from a cache that never waits for a provider.
public final class ModelCatalog: Service {
    fileprivate struct State {
        var profiles: [ProviderProfile] = []
        var listed: [String: [ListedModel]] = [:]
        /// Windows that were smaller than was thought, as a request that did not fit has shown.
        var learned: [String: [String: Int]] = [:]
        var ratios: [ModelKey: TokenRatio] = [:]
        /// The longest prompts that were read whole.
        var mostRead: [ModelKey: Int] = [:]
    }

    private static let refreshEvery = Duration.seconds(60)

    private let client: any ModelClient
    private let logger: Logger
    private let state = Mutex(State())

    public init(client: any ModelClient, profiles: [ProviderProfile], logger: Logger) {
        self.client = client
        self.logger = logger
        state.withLock { $0.profiles = profiles }
    }

    /// Asks every provider for its models, now and then again.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.refresh()
                try? await Task.sleep(for: Self.refreshEvery)
            }
        }
    }

    /// Puts other providers in the place of those there were; their models are asked for, but not waited for.
    public func setProfiles(_ profiles: [ProviderProfile]) {
        state.withLock { state in
            state.profiles = profiles
            state.learned = [:]
            state.mostRead = [:]
        }
        Task { await refresh() }
    }

    public func refresh() async {
        let profiles = state.withLock { $0.profiles }
        await withDiscardingTaskGroup { group in
            for profile in profiles { group.addTask { await self.refresh(profile) } }
        }
    }

    private func refresh(_ profile: ProviderProfile) async {
        do {
            let models = try await client.listModels(of: profile.name)
            state.withLock { $0.listed[profile.name] = models }
        } catch {
            logger.debug("no list of models", metadata: ["provider": "\(profile.name)", "code": "\(error.code)"])
        }
    }
}

extension ModelCatalog {
    private static let maximumLearned = 1_000

    /// Takes the ratios that were learned before.
    public func setRatios(_ ratios: [ModelKey: TokenRatio]) {
        state.withLock { $0.ratios = ratios }
    }

    /// What an answer's usage teaches of how its model counts; nil where that is nothing.
    func learn(counted: Int, estimated: Double, of chosen: ChosenModel) -> TokenRatio? {
        let key = ModelKey(provider: chosen.provider, model: chosen.model)
        return state.withLock { state in
            var ratio = state.ratios[key] ?? TokenRatio()
            guard ratio.learn(counted: counted, estimated: estimated) else { return nil }
            guard state.ratios.count < Self.maximumLearned || state.ratios[key] != nil else { return nil }
            state.ratios[key] = ratio
            return ratio
        }
    }

    /// A prompt of so many tokens was read whole.
    func note(read tokens: Int, by chosen: ChosenModel) {
        state.withLock { state in
            guard state.mostRead.count < Self.maximumLearned || state.mostRead[chosen.key] != nil else { return }
            state.mostRead[chosen.key] = max(state.mostRead[chosen.key] ?? 0, tokens)
        }
    }

    func mostRead(by chosen: ChosenModel) -> Int {
        state.withLock { $0.mostRead[chosen.key] ?? 0 }
    }

    /// A request has shown that a model reads no more than this.
    func learn(window: Int, of chosen: ChosenModel) {
        state.withLock { state in
            guard state.learned[chosen.provider]?.count ?? 0 < Self.maximumLearned else { return }
            state.learned[chosen.provider, default: [:]][chosen.model] = window
        }
    }
}

// MARK: Choosing

extension ModelCatalog {
    public var isDemo: Bool { state.withLock { $0.profiles.first?.isDemo ?? false } }
    public var hasProvider: Bool { state.withLock { !$0.profiles.isEmpty } }

    /// All models on offer, the default one first.
    public var models: [OfferedModel] {
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

    /// Finds who answers: a listed model by its id; any other name goes, as it is, to the provider the conversation
    /// is bound to, else to the first.
    public func choose(model: String?, boundTo provider: String?) throws(ParleyError) -> ChosenModel {
        let offered = models
        if let model,
            let found = offered.first(where: { $0.id == model && (provider == nil || $0.provider == provider) })
        {
            return chosen(found.name, of: found.provider, window: found.contextWindow)
        }
        let profile = try profile(named: provider)
        guard let name = model ?? offered.first(where: { $0.provider == profile.name })?.name else {
            throw ParleyError(.providerUnavailable, "No model is known yet: \(profile.name) does not list any.")
        }
        let window = state.withLock { $0.window(of: name, from: profile).0 }
        return chosen(name, of: profile.name, window: window)
    }

    private func chosen(_ model: String, of provider: String, window: Int) -> ChosenModel {
        state.withLock { state in
            let server = state.listed[provider]?.first { $0.id == model }?.server
            return ChosenModel(
                provider: provider, model: model, contextWindow: window,
                tokenRatio: state.ratios[ModelKey(provider: provider, model: model)]?.value ?? 1,
                countsTokens: server == .llamaCpp || server == .vLLM,
                isLocal: server == .ollama || state.profiles.first { $0.name == provider }?.isLocal ?? false)
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

extension ModelCatalog.State {
    fileprivate func names(of profile: ProviderProfile) -> [String] {
        profile.models.isEmpty ? (listed[profile.name] ?? []).map(\.id) : profile.models
    }

    fileprivate func window(of model: String, from profile: ProviderProfile) -> (Int, OfferedModel.WindowSource) {
        let told = told(of: model, from: profile)
        guard let learned = learned[profile.name]?[model], learned < told.0 else { return told }
        return (learned, .learned)
    }

    private func told(of model: String, from profile: ProviderProfile) -> (Int, OfferedModel.WindowSource) {
        if let window = profile.contextWindow { return (window, .settings) }
        if let window = listed[profile.name]?.first(where: { $0.id == model })?.contextWindow {
            return (window, .provider)
        }
        if !profile.isLocal, let window = KnownModels.contextWindow(of: model) { return (window, .table) }
        return (ContextWindow.fallbackTokens, .default)
    }
}
