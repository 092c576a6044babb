import ParleyCore
import ParleyWire

/// Passes one transfer's answer on as it comes, a refusal too.
final class RelayReceiver: TransferReceiver {
    /// Enough for any provider's words.
    private static let maximumRefusalBytes = 64 << 10

    private let parts: ReplyParts
    private let call: ProviderCall
    private let choices: Int
    private var head: TransferHead?
    private var reader: RelayReader
    private var refusal: [UInt8] = []
    private var failure: ReplyFailure?
    private var isBegun = false
    private var isEnding = false

    init(_ parts: ReplyParts, _ call: ProviderCall, choices: Int) {
        self.parts = parts
        self.call = call
        self.choices = choices
        reader = RelayReader(provider: call.provider.name, isEventStream: false)
    }

    private var isRefusal: Bool { head.map { !(200..<300).contains($0.status) } ?? false }

    func connected() {}

    func receive(_ head: TransferHead) -> Bool {
        self.head = head
        reader = RelayReader(
            provider: call.provider.name, isEventStream: head.contentType == "text/event-stream",
            choices: choices)
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
        guard !isRefusal else { return TransferDemand(progress: .finishing, isFull: false) }
        let (bytes, progress) = reader.take()
        return TransferDemand(progress: progress, isFull: !parts.send(begun() + passed(bytes)))
    }

    /// The head, as soon as it is known what follows it.
    private func begun() -> [ReplyPart] {
        guard !isBegun, let head, let isEventStream = reader.isEventStream else { return [] }
        // Half a document is told by a status, so its head waits for its end.
        guard isEventStream || isEnding else { return [] }
        isBegun = true
        return [
            .head(RelayHead(status: head.status, isEventStream: isEventStream, retryAfter: head.retryAfter))
        ]
    }

    private func passed(_ bytes: [UInt8]) -> [ReplyPart] {
        guard !bytes.isEmpty else { return [] }
        return [
            .bytes(reader.failure == nil ? bytes : call.redacted(bytes)), .passed(tokens: reader.estimatedTokens),
        ]
    }

    func end(_ end: TransferEnd) {
        if case .aborted = end { return parts.finish() }
        guard let head, failure == nil else { return parts.finish(call.redacted(failure ?? reason(end))) }
        if isRefusal {
            let told = RelayHead(status: head.status, isEventStream: false, retryAfter: head.retryAfter)
            _ = parts.send([.head(told), .bytes(call.redacted(refusal))])
            return parts.finish(nil)
        }
        finish(end)
    }

    /// The end of an answer that had begun well.
    private func finish(_ end: TransferEnd) {
        isEnding = true
        let rest = reader.finish(cut: reason(end))
        let failure = reader.failure.map(call.redacted)
        guard isBegun || !rest.isEmpty else { return parts.finish(failure ?? call.redacted(reason(end))) }
        var last = begun() + passed(rest)
        if let usage = reader.usage { last.append(.usage(usage)) }
        if let reason = reader.finishReason { last.append(.finish(reason)) }
        _ = parts.send(last)
        parts.finish(failure)
    }

    private func reason(_ end: TransferEnd) -> ReplyFailure {
        call.failure(for: end, hasHead: head != nil)
    }
}
