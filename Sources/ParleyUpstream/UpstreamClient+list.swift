public import ParleyCore
import ParleyWire

/// Lists of models, as providers give them.
extension UpstreamClient {
    /// Asks a provider for its models once, whether it is set up here or not. Nothing of it is kept.
    public func tryOut(_ provider: Provider, seconds: Double) async throws(ReplyFailure) -> [ListedModel] {
        let limits = TransferLimits(
            connectSeconds: min(seconds, provider.timeouts.connectSeconds), firstByteSeconds: seconds,
            idleSeconds: seconds, totalSeconds: seconds)
        return try await list(ProviderCall(provider, key: try keys.key(of: provider)), limits: limits)
    }

    func list(_ call: ProviderCall, limits: TransferLimits) async throws(ReplyFailure) -> [ListedModel] {
        var transfer = try call.transfer("GET", "/models")
        transfer.limits = limits
        let response: FetchResponse
        do throws(ReplyFailure) {
            response = try await perform(transfer, call.server, maximumBytes: Self.maximumListBytes)
        } catch {
            throw call.redacted(error)
        }
        if let failure = call.failure(for: TransferHead(status: response.status)) { throw failure }
        guard (200..<300).contains(response.status) else {
            throw call.redacted(
                ReplyFailure(status: response.status, body: response.body.span, provider: call.provider.name))
        }
        guard let models = ModelList.models(in: response.body.span) else {
            throw ReplyFailure(.protocol, "The provider \(call.provider.name) answered with no list of models.")
        }
        return models
    }
}
