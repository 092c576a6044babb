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

    public var key: ModelKey { ModelKey(provider: provider, model: name) }
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
    struct State {
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
    let state = Mutex(State())
    public let rules: HouseRules

    public init(
        client: any ModelClient, profiles: [ProviderProfile], rules: HouseRules = HouseRules(), logger: Logger
    ) {
        self.client = client
        self.rules = rules
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
    /// - Parameter changed: Names behind which there is another server now: what the old one listed is forgotten.
    public func setProfiles(_ profiles: [ProviderProfile], changed: Set<String> = []) {
        state.withLock { state in
            state.profiles = profiles
            state.listed = state.listed.filter { !changed.contains($0.key) }
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

extension ModelCatalog.State {
    func names(of profile: ProviderProfile) -> [String] {
        profile.models.isEmpty ? (listed[profile.name] ?? []).map(\.id) : profile.models
    }

    func window(of model: String, from profile: ProviderProfile) -> (Int, OfferedModel.WindowSource) {
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
