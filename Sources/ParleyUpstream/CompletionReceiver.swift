import ParleyCore
import ParleyWire

/// Makes reply parts of one transfer's bytes.
final class CompletionReceiver: TransferReceiver {
    /// Enough for any provider's words.
    private static let maximumRefusalBytes = 64 << 10

    private let parts: ReplyParts
    private let call: ProviderCall
    /// Told the attempt's end: nil where the answer is whole or nobody wants it any more.
    private let ended: (FailedAttempt?) -> Void
    private var head: TransferHead?
    private var reader: CompletionReader
    private var refusal: [UInt8] = []
    private var failure: ReplyFailure?
    private var isNewlyConnected = false
    private var hasText = false

    init(_ parts: ReplyParts, _ call: ProviderCall, ended: @escaping (FailedAttempt?) -> Void) {
        self.parts = parts
        self.call = call
        self.ended = ended
        reader = CompletionReader(provider: call.provider.name, isEventStream: false)
    }

    private var isRefusal: Bool { head.map { !(200..<300).contains($0.status) } ?? false }

    func connected() {
        isNewlyConnected = true
    }

    func receive(_ head: TransferHead) -> Bool {
        self.head = head
        reader = CompletionReader(
            provider: call.provider.name, isEventStream: head.contentType == "text/event-stream")
        failure = call.failure(for: head)
        return failure == nil
    }

    func receive(_ bytes: Span<UInt8>) -> Bool {
        guard isRefusal else {
            reader.feed(bytes)
            return !reader.isOver
        }
        bytes.withUnsafeBufferPointer {
            refusal.append(contentsOf: $0.prefix(Self.maximumRefusalBytes - refusal.count))
        }
        return refusal.count < Self.maximumRefusalBytes
    }

    func handOver() -> TransferDemand {
        var (taken, progress) = reader.take()
        note(taken)
        if isNewlyConnected {
            isNewlyConnected = false
            taken.insert(.connected, at: 0)
        }
        // A refusal is known by its head; its words are worth a few seconds, not the time an answer may take.
        return TransferDemand(progress: isRefusal ? .finishing : progress, isFull: !parts.send(taken))
    }

    func end(_ end: TransferEnd) {
        // Who stopped it wants nothing more, not even the last characters.
        if case .aborted = end { return ended(nil) }
        let last = isRefusal ? [] : reader.finish()
        note(last)
        _ = parts.send(last)
        guard let reason = reason(for: end) else { return ended(nil) }
        ended(
            FailedAttempt(
                failure: call.redacted(reason), status: isRefusal ? head?.status : nil, isConnection: end.isConnection,
                retryAfter: head?.retryAfter, hasText: hasText))
    }

    private func note(_ parts: [ReplyPart]) {
        if !hasText { hasText = parts.contains { $0.isText } }
    }

    /// What went wrong, if anything did. What the provider itself said goes before how its connection ended.
    private func reason(for end: TransferEnd) -> ReplyFailure? {
        if let failure { return failure }
        if let head, isRefusal {
            let body = refusal
            return ReplyFailure(status: head.status, body: body.span, provider: call.provider.name)
        }
        if let failure = reader.failure { return failure }
        return reader.isWhole ? nil : call.failure(for: end, hasHead: head != nil)
    }
}

extension ReplyPart {
    fileprivate var isText: Bool {
        switch self {
        case .text, .reasoning: true
        default: false
        }
    }
}

extension TransferEnd {
    fileprivate var isConnection: Bool {
        switch self {
        case .failed(let fault): fault.isConnection
        case .limit(.connect): true
        default: false
        }
    }
}
