import Logging
import ParleyCore
import ParleyLive
import ParleySettings
import ParleyTeam
import ParleyUpstream
import Synchronization

/// Which providers there are: those the server was started with, those that admins have added, and, where there are
/// none of both, what was found on this machine or the demo model.
final class ProviderBoard: Sendable {
    private struct State {
        var added: [Provider] = []
        var found: Provider?
        var demo: Provider?
        /// What is in use.
        var used: [Provider] = []
    }

    let client: UpstreamClient
    private let given: [Provider]
    private let givenBy: ProviderSource
    private let catalog: ModelCatalog
    private let logger: Logger
    private let state: Mutex<State>

    init(settings: Settings, client: UpstreamClient, catalog: ModelCatalog, logger: Logger) {
        given = settings.providers
        givenBy = settings.providersSource == .file ? .file : .environment
        self.client = client
        self.catalog = catalog
        self.logger = logger
        state = Mutex(State(used: settings.providers))
    }

    /// There is nothing better than the demo model.
    var wantsStandIn: Bool {
        state.withLock { given.isEmpty && $0.added.isEmpty && $0.found == nil }
    }

    /// What serves while nothing else is there.
    func setStandIn(_ provider: Provider, as source: ProviderSource) {
        change { state in
            if source == .demo { state.demo = provider } else { state.found = provider }
        }
    }

    /// The change and its use are one step, so that of two changes the later is the one that holds.
    private func change(_ body: (inout State) -> Void) {
        state.withLock { state in
            body(&state)
            let wanted = wanted(state)
            guard wanted != state.used else { return }
            let changed = Set(state.used.filter { !wanted.contains($0) }.map(\.name))
            state.used = wanted
            client.setProviders(wanted)
            catalog.setProfiles(wanted.map(\.profile), changed: changed)
            for provider in wanted where !given.contains(provider) {
                logger.notice(
                    "models from", metadata: ["provider": "\(provider.name)", "url": "\(provider.baseURL)"])
            }
        }
    }

    private func wanted(_ state: State) -> [Provider] {
        let named = given + state.added
        return named.isEmpty ? [state.found ?? state.demo].compactMap { $0 } : named
    }
}

extension ProviderBoard: ProviderBench {
    var others: [OtherProvider] {
        let state = state.withLock { $0 }
        let given = given.map { OtherProvider(fields: $0.shown, source: givenBy) }
        guard given.isEmpty, state.added.isEmpty else { return given }
        if let found = state.found { return [OtherProvider(fields: found.shown, source: .found)] }
        return state.demo.map { [OtherProvider(fields: $0.shown, source: .demo)] } ?? []
    }

    func check(_ draft: ProviderDraft) throws(ParleyError) -> ProviderFields {
        do throws(SettingsError) {
            return try Provider.checked(draft).fields
        } catch {
            throw ParleyError(.invalid, error.description + ".")
        }
    }

    func origin(of baseURL: String) -> String { Provider(name: "", baseURL: baseURL).origin }

    func isExposed(_ baseURL: String) -> Bool { Provider(name: "", baseURL: baseURL).isExposed }

    func install(_ added: [UsableProvider]) {
        change { $0.added = added.map(\.provider) }
    }

    func models(of provider: UsableProvider, seconds: Double) async throws(ReplyFailure) -> [String] {
        try await client.tryOut(provider.provider, seconds: seconds).map(\.id)
    }

    func models(ofUsed name: String) async throws(ReplyFailure) -> [String] {
        try await client.listModels(of: name).map(\.id)
    }
}
