import ParleyCore
import ParleyTeam
import ParleyUpstream
import ParleyWire
import ServiceLifecycle

/// Looks for a model server on this machine, while none is set up: at once, then every 30 seconds until one answers.
struct Discovery: Service {
    private static let places = [("ollama", 11434), ("llama.cpp", 8080), ("lmstudio", 1234), ("vllm", 8000)]
    private static let every = Duration.seconds(30)

    let client: UpstreamClient
    let board: ProviderBoard

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var lookedAt: ContinuousClock.Instant?
            while !Task.isCancelled {
                if !board.wantsStandIn {
                    lookedAt = nil
                } else if lookedAt.map({ .now - $0 >= Self.every }) ?? true {
                    lookedAt = .now
                    if let provider = await find() { board.setStandIn(provider, as: .found) }
                }
                // The last provider that an admin had added may be gone by now.
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func find() async -> Provider? {
        for (name, port) in Self.places {
            let url = "http://127.0.0.1:\(port)/v1"
            if await listsModels(url) { return Provider(name: name, baseURL: url) }
        }
        return nil
    }

    private func listsModels(_ url: String) async -> Bool {
        let request = FetchRequest(url: url + "/models", connectTimeoutSeconds: 1, totalTimeoutSeconds: 2)
        guard let response = try? await client.fetch(request), response.status == 200 else { return false }
        return !(ModelList.models(in: response.body.span) ?? []).isEmpty
    }
}
