public import ParleyCore

/// Reads the body of one answer to a chat completion, from its first byte to its end.
///
/// An answer is whole with `[DONE]` or with a finish reason; one that ends without either was cut. A finish reason
/// is the provider's word and is kept, save `error`. Text that came before a failure stays with whoever took it.
public struct CompletionReader: Sendable {
    /// What has come since the last look.
    public enum Progress: Sendable {
        /// Nothing of the answer: comments, empty chunks, or no bytes at all.
        case none
        case some
        /// The answer has said why it ended; what may follow are usage and `[DONE]`.
        case finishing
    }

    /// A completion or an error as one JSON document, or a page that is not meant for us.
    private static let maximumDocumentBytes = 8 << 20

    private let provider: String
    private var form: BodyForm
    private var events = EventStreamParser()
    private var document: [UInt8] = []
    private var parts = AnswerParts()
    private var usage: Usage?
    private var finishReason: String?
    private var hasDone = false
    private var hasDeltas = false
    /// Something came that a person, or at least a program, could see.
    private var hasAnswer = false
    private var progress = Progress.none

    /// Why the answer is no good, once that is known.
    public private(set) var failure: ReplyFailure?

    /// The answer said that it ended, and ended well.
    public var isWhole: Bool { failure == nil && (hasDone || finishReason != nil) }

    /// Nothing that may follow is of interest.
    public var isOver: Bool { hasDone || failure != nil }

    /// - Parameter isEventStream: The answer calls itself an event stream. Some that are one do not say so, and some
    ///   that say so are not: the first byte is looked at in any case.
    public init(provider: String, isEventStream: Bool) {
        self.provider = provider
        form = BodyForm(claimsEvents: isEventStream)
    }

    public mutating func feed(_ bytes: Span<UInt8>) {
        guard !isOver else { return }
        let earlier = form.look(at: bytes)
        if !earlier.isEmpty { take(earlier.span) }
        take(bytes)
    }

    private mutating func take(_ bytes: Span<UInt8>) {
        switch form.kind {
        case nil: break
        case .events: feedEvents(bytes)
        case .document: feedDocument(bytes)
        }
    }

    /// What has come since the last time.
    public mutating func take() -> (parts: [ReplyPart], progress: Progress) {
        defer { progress = .none }
        return (parts.take(isLast: isOver), progress)
    }

    /// The body has ended, or nothing more of it is wanted: the last parts.
    public mutating func finish() -> [ReplyPart] {
        if !isOver { readRest() }
        // Servers end so when a prompt was too long for them; one that used all its tokens for thinking says `length`.
        if isWhole, !hasAnswer, finishReason ?? "stop" == "stop" { fail("ended its answer without a word") }
        if let usage { parts.append(.usage(usage)) }
        if let finishReason, failure == nil { parts.append(.finish(finishReason)) }
        return parts.take(isLast: true)
    }
}

// MARK: Documents

extension CompletionReader {
    private mutating func feedDocument(_ bytes: Span<UInt8>) {
        guard document.count + bytes.count <= Self.maximumDocumentBytes else { return fail("sent too much at once") }
        document.append(bytes, 0..<bytes.count)
    }

    private mutating func readRest() {
        switch form.kind {
        case nil: break
        case .events: finishEvents()
        case .document: readDocument()
        }
    }

    private mutating func readDocument() {
        let document = document
        guard let chunk = try? CompletionChunk.read(document.span, into: &parts) else {
            let words = PlainHint.text(of: String(document.span, 0..<document.count))
            return fail("answered with something that is not a completion", words)
        }
        take(chunk, document.span)
        // A whole document is whole, whether or not it says why it ended.
        if failure == nil, chunk.isProgress { hasDone = true }
        if failure == nil, !chunk.isProgress { fail("answered with something that is not a completion") }
    }
}

// MARK: Events

extension CompletionReader {
    private mutating func feedEvents(_ bytes: Span<UInt8>) {
        var parser = EventStreamParser()
        swap(&parser, &events)
        defer { swap(&parser, &events) }
        do {
            try parser.feed(bytes) { name, data in
                read(event: name, data)
                return !isOver
            }
        } catch {
            fail("sent a line of more than 1 MiB")
        }
    }

    private mutating func finishEvents() {
        var parser = events
        try? parser.finish { name, data in
            // A line that was cut in its middle is no garbage: the answer was cut.
            if DoneEvent.isOne(data) || (try? JSONValue(data)) != nil { read(event: name, data) }
            return false
        }
    }

    private mutating func read(event name: String, _ data: Span<UInt8>) {
        if data.isEmpty { return }
        if DoneEvent.isOne(data) { return hasDone = true }
        guard let chunk = try? CompletionChunk.read(data, afterDeltas: hasDeltas, into: &parts) else {
            if name == "error" { return fail(ErrorBody(data)) }
            return fail("sent something that is not a completion", String(data, 0..<min(data.count, 200)))
        }
        if name == "error" { return fail(ErrorBody(data)) }
        take(chunk, data)
    }

    private mutating func take(_ chunk: CompletionChunk, _ data: Span<UInt8>) {
        if let told = chunk.usage { usage = told }
        if chunk.hasDelta { hasDeltas = true }
        if chunk.isProgress { hasAnswer = true }
        if chunk.isProgress, progress == .none { progress = .some }
        if let reason = chunk.finishReason {
            finishReason = finishReason ?? reason
            progress = .finishing
        }
        if chunk.hasError, let value = try? JSONValue(data), let error = ErrorBody.find(in: value) {
            return fail(error)
        }
        if finishReason == "error" { fail(ErrorBody()) }
    }

    private mutating func fail(_ what: String, _ words: String? = nil) {
        failure = ReplyFailure(
            .protocol, "The provider \(provider) \(what).", providerMessage: ReplyFailure.bounded(words))
    }

    private mutating func fail(_ error: ErrorBody) {
        failure = error.failure(status: nil, provider: provider)
    }
}
