public import Foundation
public import ParleyCore

/// Parley's own answers in OpenAI's shapes (platform.openai.com/docs/api-reference/chat).
public struct CompletionShape: Sendable {
    public var id: String
    public var model: String
    public var created: Date

    public init(id: String, model: String, created: Date) {
        self.id = id
        self.model = model
        self.created = created
    }

    /// A `chat.completion`.
    public func whole(_ message: Message) -> [UInt8] {
        JSONWriter.object { json in
            head(&json, "chat.completion")
            json.key("choices")
            json.array(CollectionOfOne(message)) { json, message in
                json.object { json in
                    json.field("index", 0)
                    json.key("message")
                    json.object { json in
                        json.field("role", "assistant")
                        json.field("content", message.content)
                        if !message.reasoning.isEmpty { json.field("reasoning_content", message.reasoning) }
                    }
                    json.field("finish_reason", message.finishReason ?? "stop")
                }
            }
            usage(&json, message.usage)
        }
    }

    /// The first `chat.completion.chunk`.
    public func begin(to output: inout [UInt8]) {
        chunk(to: &output) { $0.field("role", "assistant") }
    }

    /// A chunk with a piece of text.
    /// - Parameter escaped: As it stands between the quotes of a JSON string.
    public func piece(_ kind: EventFrame.DeltaKind, escaped: [UInt8], to output: inout [UInt8]) {
        chunk(to: &output) { json in
            json.key(kind == .content ? "content" : "reasoning_content")
            json.raw([0x22] + escaped + [0x22])
        }
    }

    /// The last chunks and `[DONE]`; a failure is an error event in their place.
    public func end(_ message: Message, includesUsage: Bool, to output: inout [UInt8]) {
        if let failure = message.unfinished {
            return EventFrame.append(data: ErrorShape.json(failure), to: &output)
        }
        chunk(to: &output, finishReason: message.finishReason ?? "stop") { _ in }
        if includesUsage {
            let json = JSONWriter.object { json in
                head(&json, "chat.completion.chunk")
                json.key("choices")
                json.array(EmptyCollection<Int>()) { $0.integer($1) }
                usage(&json, message.usage)
            }
            EventFrame.append(data: json, to: &output)
        }
        output.append(contentsOf: EventFrame.done)
    }

    private func chunk(
        to output: inout [UInt8], finishReason: String? = nil, delta: (inout JSONWriter) -> Void
    ) {
        let json = JSONWriter.object { json in
            head(&json, "chat.completion.chunk")
            json.key("choices")
            json.array(CollectionOfOne(0)) { json, index in
                json.object { json in
                    json.field("index", index)
                    json.key("delta")
                    json.object(delta)
                    json.field("finish_reason", finishReason)
                }
            }
        }
        EventFrame.append(data: json, to: &output)
    }

    private func head(_ json: inout JSONWriter, _ object: String) {
        json.field("id", "chatcmpl-" + id)
        json.field("object", object)
        json.field("created", Int(created.timeIntervalSince1970))
        json.field("model", model)
    }

    private func usage(_ json: inout JSONWriter, _ usage: Usage?) {
        json.key("usage")
        guard let usage, let prompt = usage.promptTokens, let completion = usage.completionTokens else {
            return json.null()
        }
        json.object { json in
            json.field("prompt_tokens", prompt)
            json.field("completion_tokens", completion)
            json.field("total_tokens", prompt + completion)
        }
    }
}

extension Message {
    /// Why an answer is not what a program asked for; nil where it is whole.
    public var unfinished: ReplyFailure? {
        switch status {
        // Who stopped it wanted no more than there is.
        case .complete, .streaming, .stopped: nil
        case .error: failure ?? ReplyFailure(.server, "The answer failed.")
        case .interrupted:
            ReplyFailure(.providerUnavailable, "The answer was interrupted: the server is shutting down.")
        }
    }
}

extension CompletionShape {
    /// A whole completion, told as the stream that was asked for.
    public static func events(ofDocument document: [UInt8], provider: String) -> [UInt8] {
        var reader = CompletionReader(provider: provider, isEventStream: false)
        reader.feed(document.span)
        var message = Message(conversationID: Conversation.ID(), parentID: nil, role: .assistant, status: .complete)
        for part in reader.take().parts + reader.finish() {
            switch part {
            case .text(let text): message.content += text
            case .reasoning(let text): message.reasoning += text
            case .usage(let usage): message.usage = usage
            case .finish(let reason): message.finishReason = reason
            default: break
            }
        }
        if let failure = reader.failure { (message.status, message.failure) = (.error, failure) }
        let told = try? JSONValue(document.span)
        let shape = CompletionShape(
            id: told?["id"]?.string ?? message.id.string, model: told?["model"]?.string ?? "", created: .now)
        var output: [UInt8] = []
        shape.begin(to: &output)
        for (kind, text) in [(EventFrame.DeltaKind.reasoning, message.reasoning), (.content, message.content)]
        where !text.isEmpty {
            var escaped: [UInt8] = []
            JSONText.append(text, to: &escaped)
            shape.piece(kind, escaped: escaped, to: &output)
        }
        shape.end(message, includesUsage: message.usage != nil, to: &output)
        return output
    }
}
