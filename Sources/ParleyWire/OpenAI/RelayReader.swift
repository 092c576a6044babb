public import ParleyCore

/// Passes an answer on as it came and reads along, only to count and to know how it ended.
///
/// An event stream is written anew, event by event, so that whoever reads it gets tidy lines; the chunk objects in it
/// are the provider's own bytes, known or not. A document is held until it is whole: half of one is no JSON.
public struct RelayReader: Sendable {
    private static let maximumDocumentBytes = 16 << 20

    private let provider: String
    private let choices: Int
    private var form: BodyForm
    private var events = EventStreamParser()
    private var document: [UInt8] = []
    private var output: [UInt8] = []
    private var hasDone = false
    private var finishes = 0
    /// The reader of the events knows of the failure.
    private var isTold = false
    private var progress = CompletionReader.Progress.none

    /// Nil until it is known what the body is.
    public var isEventStream: Bool? { form.kind.map { $0 == .events } }
    public private(set) var usage: Usage?
    public private(set) var finishReason: String?
    /// The tokens of the text that came, by an estimate.
    public private(set) var estimatedTokens = 0
    /// What the answer itself told of its failure.
    public private(set) var failure: ReplyFailure?

    /// Nothing that may follow is of interest.
    public var isOver: Bool { hasDone || failure != nil }
    public var isWhole: Bool { failure == nil && (isEventStream != true || hasDone || finishes >= choices) }

    /// - Parameter choices: How many answers were asked for, each with an end of its own.
    public init(provider: String, isEventStream: Bool, choices: Int = 1) {
        self.provider = provider
        self.choices = choices
        form = BodyForm(claimsEvents: isEventStream)
    }

    public mutating func feed(_ bytes: Span<UInt8>) {
        guard !isOver else { return }
        let earlier = form.look(at: bytes)
        if !earlier.isEmpty { pass(earlier.span) }
        pass(bytes)
    }

    private mutating func pass(_ bytes: Span<UInt8>) {
        switch form.kind {
        case nil: break
        case .events: feedEvents(bytes)
        case .document: feedDocument(bytes)
        }
    }

    /// What is to be passed on since the last time.
    public mutating func take() -> (bytes: [UInt8], progress: CompletionReader.Progress) {
        defer {
            output = []
            progress = .none
        }
        return (output, progress)
    }

    /// The body has ended: what is left to pass on.
    /// - Parameter cut: Why it ended, told to the reader where the answer is not whole and has not said so itself.
    public mutating func finish(cut: ReplyFailure) -> [UInt8] {
        guard isEventStream == true else { return isOver ? [] : wholeDocument(cut) }
        var parser = events
        try? parser.finish { name, data in
            if (try? JSONValue(data)) != nil || DoneEvent.isOne(data) { pass(name, data) }
            return false
        }
        if failure == nil, !isWhole { failure = cut }
        if let failure {
            if !isTold { EventFrame.append(data: ErrorShape.json(failure), to: &output) }
        } else if !hasDone {
            output.append(contentsOf: EventFrame.done)
        }
        return take().bytes
    }

    private mutating func feedDocument(_ bytes: Span<UInt8>) {
        progress = .some
        guard document.count + bytes.count <= Self.maximumDocumentBytes else {
            return failure = ReplyFailure(.protocol, "The provider \(provider) sent too much at once.")
        }
        document.append(bytes, 0..<bytes.count)
    }

    /// The document, if it is one.
    private mutating func wholeDocument(_ cut: ReplyFailure) -> [UInt8] {
        let bytes = document
        document = []
        guard bytes.first(where: { $0 > .space }).map({ $0 == .openBrace || $0 == .openBracket }) == true else {
            let words = bytes.isEmpty ? nil : PlainHint.text(of: String(bytes.span, 0..<bytes.count))
            failure =
                bytes.isEmpty
                ? cut
                : ReplyFailure(
                    .protocol, "The provider \(provider) answered with something that is not a completion.",
                    providerMessage: ReplyFailure.bounded(words))
            return []
        }
        var parts = AnswerParts()
        guard (try? CompletionChunk.read(bytes.span, into: &parts)) != nil else {
            failure = cut
            return []
        }
        read(bytes.span)
        return bytes
    }

    private mutating func feedEvents(_ bytes: Span<UInt8>) {
        var parser = EventStreamParser()
        swap(&parser, &events)
        defer { swap(&parser, &events) }
        do {
            try parser.feed(bytes) { name, data in
                pass(name, data)
                return !isOver
            }
        } catch {
            failure = ReplyFailure(.protocol, "The provider \(provider) sent a line of more than 1 MiB.")
        }
    }

    private mutating func pass(_ name: String, _ data: Span<UInt8>) {
        guard !data.isEmpty else { return }
        if !name.isEmpty { output.append(contentsOf: "event: \(name)\n".utf8) }
        output.append(contentsOf: "data: ".utf8)
        for index in data.indices {
            output.append(data[index])
            if data[index] == .lineFeed { output.append(contentsOf: "data: ".utf8) }
        }
        output.append(contentsOf: [.lineFeed, .lineFeed])
        if DoneEvent.isOne(data) { hasDone = true } else { read(data, isError: name == "error") }
    }

    /// What is no text, such as a call of a tool, is one token at the least.
    private static func tokens(in parts: [ReplyPart], isProgress: Bool) -> Int {
        let tokens = parts.reduce(0) { sum, part in
            switch part {
            case .text(let text), .reasoning(let text): sum + TokenEstimate.tokens(in: text)
            default: sum
            }
        }
        return max(tokens, isProgress ? 1 : 0)
    }

    private mutating func read(_ json: Span<UInt8>, isError: Bool = false) {
        var parts = AnswerParts()
        guard let chunk = try? CompletionChunk.read(json, into: &parts) else { return }
        estimatedTokens += Self.tokens(in: parts.take(isLast: true), isProgress: chunk.isProgress)
        usage = chunk.usage ?? usage
        finishReason = finishReason ?? chunk.finishReason
        if chunk.finishReason != nil { finishes += 1 }
        if finishes >= choices { progress = .finishing } else if chunk.isProgress { progress = .some }
        guard isError || chunk.hasError, let error = (try? JSONValue(json)).flatMap(ErrorBody.find(in:)) else { return }
        failure = failure ?? error.failure(status: nil, provider: provider)
        isTold = true
    }
}

/// The event that ends a stream of OpenAI's.
enum DoneEvent {
    private static let word = Array("[DONE]".utf8)

    static func isOne(_ data: Span<UInt8>) -> Bool {
        guard data.starts(0..<data.count, with: word) else { return false }
        for index in word.count..<data.count where data[index] != .space { return false }
        return true
    }
}
