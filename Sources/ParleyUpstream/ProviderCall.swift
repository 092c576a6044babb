import ParleyCore

/// What every attempt at a provider needs to know of it, and how its failures are put into words.
struct ProviderCall: Sendable {
    let provider: Provider
    let server: ServerAddress
    let key: String?

    init(_ provider: Provider, key: String?) {
        self.provider = provider
        self.key = key
        server = ServerAddress(url: provider.baseURL)
    }

    /// - Parameter isBesideAPI: The path is the server's own, beside its `/v1`.
    func transfer(
        _ method: String, _ path: String, body: [UInt8]? = nil, isBesideAPI: Bool = false
    ) throws(ReplyFailure) -> TransferRequest {
        var own = ["X-Request-Id": Identifier<ProviderCall>().string, "Accept": "application/json"]
        if body != nil {
            own["Content-Type"] = "application/json"
            own["Accept"] = "text/event-stream"
        }
        if let key { own["Authorization"] = "Bearer \(key)" }
        let timeouts = provider.timeouts
        return TransferRequest(
            method: method, url: isBesideAPI ? server.root(of: provider.baseURL) + path : url(path),
            headers: try HeaderLine.lines(own, provider.headers),
            body: body, usesProxy: !server.isLocal,
            limits: TransferLimits(
                connectSeconds: timeouts.connectSeconds, firstByteSeconds: timeouts.firstByteSeconds,
                idleSeconds: timeouts.idleSeconds, totalSeconds: timeouts.totalSeconds))
    }

    /// Azure's addresses end in a query.
    private func url(_ path: String) -> String {
        let parts = provider.baseURL.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return parts[0] + path + (parts.count > 1 ? "?" + parts[1] : "")
    }

    /// What no error may quote. A header's value may be a key as well; what is short is none, and may stand in any text.
    private var secrets: [String] {
        let secrets = [key ?? ""].filter { $0.count >= 4 } + provider.headers.values.filter { $0.count >= 8 }
        return secrets.sorted { $0.count > $1.count }
    }

    /// Bytes that are passed on, without what is secret.
    func redacted(_ bytes: [UInt8]) -> [UInt8] {
        guard secrets.contains(where: { bytes.firstRange(of: Array($0.utf8)) != nil }) else { return bytes }
        return Array(redacted(String(decoding: bytes, as: UTF8.self)).utf8)
    }

    /// Providers quote keys in their errors.
    func redacted(_ failure: ReplyFailure) -> ReplyFailure {
        var failure = failure
        failure.message = redacted(failure.message)
        failure.providerMessage = failure.providerMessage.map(redacted)
        return failure
    }

    private func redacted(_ text: String) -> String {
        secrets.reduce(text) { $0.replacing($1, with: "•••") }
    }
}

// MARK: Failures

extension ProviderCall {
    private var subject: String { "The model server at \(server.label)" }

    /// A head whose body is not even looked at.
    func failure(for head: TransferHead) -> ReplyFailure? {
        if (300..<400).contains(head.status) {
            return ReplyFailure(
                .protocol,
                "\(subject) redirects elsewhere (HTTP \(head.status)), which is not followed:"
                    + " base_url must be the final address.")
        }
        return nil
    }

    /// An answer that is not whole.
    func failure(for end: TransferEnd, hasHead: Bool) -> ReplyFailure {
        switch end {
        case .limit(let kind): failure(for: kind, hasHead: hasHead)
        case .failed(let fault) where hasHead && fault.isCut: cut(": \(fault.reason)")
        case .failed(let fault): fault.failure(of: subject)
        case .shutDown: ReplyFailure(.providerUnavailable, "The server is shutting down.")
        case .completed, .satisfied, .aborted: cut("")
        }
    }

    private func cut(_ reason: String) -> ReplyFailure {
        ReplyFailure(.truncated, "\(subject) broke off its answer before the end\(reason).")
    }

    private func failure(for limit: TransferLimits.Kind, hasHead: Bool) -> ReplyFailure {
        let timeouts = provider.timeouts
        return switch limit {
        case .connect:
            ReplyFailure(
                .unreachable, "\(subject) did not answer: no connection within \(words(timeouts.connectSeconds)).")
        case .firstByte where hasHead:
            ReplyFailure(
                .stalled, "\(subject) took the request but wrote nothing for \(words(timeouts.firstByteSeconds)).")
        case .firstByte:
            ReplyFailure(.timeout, "\(subject) did not answer within \(words(timeouts.firstByteSeconds)).")
        case .idle, .lingering:
            ReplyFailure(.stalled, "\(subject) wrote nothing more for \(words(timeouts.idleSeconds)).")
        case .total: ReplyFailure(.timeout, "The answer took longer than \(words(timeouts.totalSeconds)).")
        }
    }

    private func words(_ seconds: Double) -> String {
        let isWhole = seconds == seconds.rounded() && abs(seconds) < 1e15
        let number = isWhole ? "\(Int(seconds))" : "\(seconds)"
        return number == "1" ? "1 second" : "\(number) seconds"
    }
}
