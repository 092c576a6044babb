import Foundation
import ParleyCore
import ParleyWire
import Synchronization

/// Windows that a server tells only when it is asked in its own way.
extension UpstreamClient {
    /// Models looked at one by one in one round; a server with more is asked for the rest in the next.
    private static let maximumShown = 50

    func addingWindows(to models: [ListedModel], _ call: ProviderCall) async -> [ListedModel] {
        switch models.first?.server {
        case .ollama: await addingOllamaWindows(to: models, call)
        case .llamaCpp: await addingLlamaWindow(to: models, call)
        case .vLLM, nil: models
        }
    }

    private func addingLlamaWindow(to models: [ListedModel], _ call: ProviderCall) async -> [ListedModel] {
        guard let body = await body(of: "GET", "/props", call), let window = LocalWindows.props(in: body.span) else {
            return models
        }
        return models.map { ListedModel(id: $0.id, contextWindow: window, server: $0.server) }
    }

    private func addingOllamaWindows(to models: [ListedModel], _ call: ProviderCall) async -> [ListedModel] {
        let running = await body(of: "GET", "/api/ps", call).map { LocalWindows.running(in: $0.span) } ?? [:]
        var asked = 0
        var told: [ListedModel] = []
        for var model in models {
            let key = call.provider.name + "\n" + model.id
            if running[model.id] == nil, shownWindows.withLock({ $0[key] }) == nil, asked < Self.maximumShown {
                asked += 1
                let shown = await shownWindow(of: model.id, call)
                shownWindows.withLock { $0[key] = shown }
            }
            model.contextWindow = running[model.id] ?? shownWindows.withLock { $0[key] } ?? LocalWindows.ollamaTokens
            told.append(model)
        }
        return told
    }

    private func shownWindow(of model: String, _ call: ProviderCall) async -> Int {
        var request: [UInt8] = Array(#"{"model":""#.utf8)
        JSONText.append(model, to: &request)
        request += #""}"#.utf8
        let body = await body(of: "POST", "/api/show", call, request)
        return body.flatMap { LocalWindows.shown(in: $0.span) } ?? LocalWindows.ollamaTokens
    }

    private func body(
        of method: String, _ path: String, _ call: ProviderCall, _ body: [UInt8]? = nil
    ) async -> [UInt8]? {
        guard var transfer = try? call.transfer(method, path, body: body, isBesideAPI: true) else { return nil }
        transfer.limits = Self.listLimits
        let response = try? await perform(transfer, call.server, maximumBytes: Self.maximumListBytes)
        return response.flatMap { $0.status == 200 ? $0.body : nil }
    }
}
