public import Foundation
public import ParleyCore
import ParleyWire
import Synchronization

/// Calls the providers' models over HTTP.
///
/// Each attempt at a completion has a connection of its own; parts, end and failure all come through the `ReplyParts`,
/// and when they have ended its socket is closed.
public final class UpstreamClient: ModelClient {
    let loop: CurlLoop
    let styles = RequestStyles()
    /// Windows that Ollama's models set in their files, by provider and name.
    let shownWindows = Mutex<[String: Int]>([:])
    /// The programs that serve models, by provider and model, as far as they told.
    private let servers = Mutex<[String: [String: ListedModel.Server]]>([:])
    let keys: KeyReader
    private let providers: Mutex<[String: Provider]>

    /// - Parameter environment: Where keys named by a variable are found, and `SSL_CERT_FILE`, a file of certificates
    ///   to trust in place of the box's own.
    public init(
        providers: [Provider] = [], environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        let caFile = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        loop = CurlLoop(caFile: caFile)
        keys = KeyReader(environment: environment)
        self.providers = Mutex(Self.byName(providers))
    }

    deinit {
        loop.shutDown()
    }

    /// Replaces the providers; what runs goes on as it began.
    public func setProviders(_ providers: [Provider]) {
        let byName = Self.byName(providers)
        self.providers.withLock { $0 = byName }
        styles.forget()
        shownWindows.withLock { $0.removeAll() }
        servers.withLock { $0.removeAll() }
    }

    /// Ends every transfer and the thread. What is asked later fails at once.
    public func shutdown() {
        loop.shutDown()
    }

    public func complete(_ request: CompletionRequest) -> ReplyParts {
        let parts = ReplyParts()
        do throws(ReplyFailure) {
            CompletionAttempts(request, try call(request.provider), parts, of: self).start()
        } catch {
            parts.finish(error)
        }
        return parts
    }

    public func relay(_ request: RelayRequest) -> ReplyParts {
        let parts = ReplyParts()
        do throws(ReplyFailure) {
            let call = try call(request.provider)
            guard call.provider.api == .chat else {
                throw ReplyFailure(.badRequest, "The provider \(request.provider) has no chat completions.")
            }
            let transfer = try call.transfer("POST", "/chat/completions", body: request.body)
            let id = loop.newID()
            // The parts let go of these at their end; until then they keep the client, and so its thread, alive.
            parts.onDemand(resume: { self.loop.resume(id) }, abort: { self.loop.abort(id) })
            loop.add(id, transfer) { RelayReceiver(parts, call, choices: request.choices) }
        } catch {
            parts.finish(error)
        }
        return parts
    }

    func server(of model: String, _ provider: String) -> ListedModel.Server? {
        servers.withLock { $0[provider]?[model] }
    }

    func call(_ name: String) throws(ReplyFailure) -> ProviderCall {
        guard let provider = providers.withLock({ $0[name] }) else {
            throw ReplyFailure(.providerUnavailable, "The provider \(name) is not set up here.")
        }
        return ProviderCall(provider, key: try keys.key(of: provider))
    }

    private static func byName(_ providers: [Provider]) -> [String: Provider] {
        Dictionary(providers.map { ($0.name, $0) }) { first, _ in first }
    }
}

// MARK: Small answers

extension UpstreamClient: HTTPFetch {
    static let listLimits = TransferLimits(
        connectSeconds: 5, firstByteSeconds: 10, idleSeconds: 10, totalSeconds: 15)
    static let maximumListBytes = 8 << 20

    public func listModels(of provider: String) async throws(ReplyFailure) -> [ListedModel] {
        let call = try call(provider)
        let models = try await list(call, limits: Self.listLimits)
        let known = models.compactMap { model in model.server.map { (model.id, $0) } }
        servers.withLock { $0[provider] = Dictionary(known) { first, _ in first } }
        return await addingWindows(to: models, call)
    }

    public func fetch(_ request: FetchRequest) async throws(ReplyFailure) -> FetchResponse {
        let server = ServerAddress(url: request.url, unixSocketPath: request.unixSocketPath)
        let total = request.totalTimeoutSeconds
        let transfer = TransferRequest(
            method: request.method, url: request.url, headers: try HeaderLine.lines(request.headers),
            body: request.body, unixSocketPath: request.unixSocketPath, usesProxy: !server.isLocal,
            limits: TransferLimits(
                connectSeconds: request.connectTimeoutSeconds, firstByteSeconds: total, idleSeconds: total,
                totalSeconds: total))
        return try await perform(transfer, server, maximumBytes: request.maximumBytes)
    }

    func perform(
        _ transfer: TransferRequest, _ server: ServerAddress, maximumBytes: Int
    ) async throws(ReplyFailure) -> FetchResponse {
        let id = loop.newID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.add(id, transfer) {
                    FetchReceiver(server, maximumBytes: maximumBytes) { continuation.resume(returning: $0) }
                }
                // A cancellation that came before the transfer was there has ended nothing.
                if Task.isCancelled { loop.abort(id) }
            }
        } onCancel: {
            loop.abort(id)
        }
        return try result.get()
    }
}
