public import ParleyCore

/// The JSON body of `POST …/chat/completions`.
public enum CompletionRequestBody {
    /// Writes a request for a stream that ends with its usage. Keys stand in a fixed order, so that the same
    /// conversation gives the same bytes and an upstream's prompt cache finds its beginning again.
    /// - Parameter isText: For `POST …/completions`, which goes on writing one text.
    public static func bytes(of request: CompletionRequest, style: RequestStyle = RequestStyle(), isText: Bool = false)
        -> [UInt8]
    {
        var json = JSONBytes()
        json.put("{\"model\":")
        json.put(text: request.model)
        if isText {
            json.put(",\"prompt\":")
            json.put(text: PromptText.text(of: request.messages))
            if request.params.values[.stop] == nil {
                json.put(",\"stop\":")
                json.put(text: PromptText.stop)
            }
        } else {
            json.put(",\"messages\":[")
            json.put(request.messages)
            json.put("]")
        }
        json.put(",\"stream\":true")
        if style.includesUsage { json.put(",\"stream_options\":{\"include_usage\":true}") }
        for name in CompletionParams.Name.allCases {
            guard let value = request.params.values[name] else { continue }
            let isRenamed = style.limitsByCompletionTokens && name == .maxTokens
            json.put(",\"\((isRenamed ? .maxCompletionTokens : name).rawValue)\":")
            json.put(value)
        }
        json.put("}")
        return json.bytes
    }
}

/// JSON as it is written.
private struct JSONBytes {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ plain: String) {
        bytes.append(contentsOf: plain.utf8)
    }

    mutating func put(_ messages: [PromptMessage]) {
        for (index, message) in messages.enumerated() {
            put(index == 0 ? "{\"role\":\"" : ",{\"role\":\"")
            put(message.role.rawValue)
            put("\",\"content\":")
            put(text: message.content)
            put("}")
        }
    }

    mutating func put(_ value: CompletionParams.Value) {
        switch value {
        case .integer(let number): put("\(number)")
        case .number(let number): put(number.isFinite ? "\(number)" : "null")
        case .text(let text): put(text: text)
        case .texts(let texts):
            for (index, text) in texts.enumerated() {
                put(index == 0 ? "[" : ",")
                put(text: text)
            }
            put(texts.isEmpty ? "[]" : "]")
        }
    }

    mutating func put(text: String) {
        bytes.append(.quote)
        JSONText.append(text, to: &bytes)
        bytes.append(.quote)
    }
}
