public import ParleyCore

/// A program's request for a completion, in OpenAI's words. What Parley does not know of it is left as it came.
public struct CompletionWish: Sendable {
    public var model: String?
    public private(set) var isStream = false
    /// It asks for the answer to be kept as a conversation.
    public private(set) var isStored = false
    /// How many answers it wants.
    public private(set) var choices = 1
    private let json: [UInt8]
    /// The members of the object: name, and the bytes from the name's quote to the value's end.
    private var members: [(name: String, range: Range<Int>, value: Range<Int>)] = []

    /// What its fields are called.
    var names: [String] { members.map(\.name) }

    private static let maximumMembers = 100

    public init(_ json: [UInt8]) throws(ParleyError) {
        self.json = json
        guard String(validating: json, as: UTF8.self) != nil else {
            throw ParleyError(.invalid, "The body is not valid UTF-8.")
        }
        do {
            try readMembers()
        } catch {
            throw ParleyError(
                .invalid,
                members.count < Self.maximumMembers
                    ? "The body is not valid JSON." : "The body has more than \(Self.maximumMembers) fields.")
        }
        guard !members.isEmpty else { throw ParleyError(.invalid, "The body must be an object with messages.") }
        guard hasMessages else {
            throw ParleyError(.invalid, "messages must be a list with at least one message.")
        }
        model = try text(of: "model")
        isStream = try flag("stream")
        isStored = try flag("store")
        choices = max(1, value(of: "n")?.wholeNumber ?? 1)
    }

    private mutating func readMembers() throws(JSONCursor.Fault) {
        let json = json
        let span = json.span
        var cursor = JSONCursor()
        guard try cursor.kind(in: span) == .object else { return }
        try cursor.open()
        var before = cursor
        while let name = try cursor.nextKeyText(in: span) {
            let start = before.keyStart(in: span)
            _ = try cursor.kind(in: span)
            let valueStart = cursor.at
            try cursor.skip(in: span)
            guard members.count < Self.maximumMembers else { throw .tooDeep }
            members.append((name, start..<cursor.at, valueStart..<cursor.at))
            before = cursor
        }
        try cursor.end(in: span)
    }

    private func value(of name: String) -> JSONValue? {
        guard let member = members.last(where: { $0.name == name }) else { return nil }
        let bytes = Array(json[member.value])
        return try? JSONValue(bytes.span)
    }

    /// A glance: the messages may be megabytes that nobody here needs.
    private var hasMessages: Bool {
        guard let member = members.last(where: { $0.name == "messages" }) else { return false }
        var cursor = JSONCursor()
        cursor.advance(to: member.value.lowerBound)
        guard (try? cursor.kind(in: json.span)) == .array, (try? cursor.open()) != nil else { return false }
        return (try? cursor.nextElement(in: json.span)) == true
    }

    private func text(of name: String) throws(ParleyError) -> String? {
        switch value(of: name) {
        case nil, .null?: return nil
        case .string(let text)?:
            guard (1...256).contains(text.utf8.count) else {
                throw ParleyError(.invalid, "\(name) must be a text of 1 to 256 bytes.")
            }
            return text
        default: throw ParleyError(.invalid, "\(name) must be a text.")
        }
    }

    private func flag(_ name: String) throws(ParleyError) -> Bool {
        switch value(of: name) {
        case nil, .null?: return false
        case .bool(let flag)?: return flag
        default: throw ParleyError(.invalid, "\(name) must be true or false.")
        }
    }

    /// The body for a provider: as it came, with the model by the name the provider knows, and without `store`, which
    /// is ours.
    public func body(model: String) -> [UInt8] {
        var bytes = Array("{\"model\":\"".utf8)
        JSONText.append(model, to: &bytes)
        bytes.append(.quote)
        for member in members where member.name != "model" && member.name != "store" {
            bytes.append(.comma)
            bytes.append(contentsOf: json[member.range])
        }
        bytes.append(.closeBrace)
        return bytes
    }
}

extension JSONCursor {
    /// Where the next member's name begins.
    fileprivate func keyStart(in json: Span<UInt8>) -> Int {
        var index = at
        while index < json.count, json[index] != .quote { index += 1 }
        return index
    }
}

// MARK: To be kept

extension CompletionWish {
    /// A conversation as it can be kept.
    public struct Kept: Sendable {
        public var systemPrompt: String?
        /// What was said before, oldest first, people and model in any order.
        public var history: [PromptMessage]
        public var question: String
        public var params: CompletionParams
    }

    private static let maximumKept = 2_000
    private static let passedOver: Set<String> = [
        "model", "messages", "stream", "stream_options", "store", "metadata", "user", "n",
    ]

    /// The stream is to tell its usage.
    public var includesUsage: Bool { value(of: "stream_options")?["include_usage"] == .bool(true) }

    /// What of the request is kept; only text can be.
    public func kept() throws(ParleyError) -> Kept {
        guard choices == 1 else { throw ParleyError(.invalid, "A stored completion has one answer: n must be 1.") }
        var params: [String: CompletionParams.Value] = [:]
        for member in members where !Self.passedOver.contains(member.name) {
            guard CompletionParams.Name(rawValue: member.name) != nil else {
                throw ParleyError(
                    .invalid, "A stored completion cannot have \(member.name.prefix(40)): leave it or store out.")
            }
            params[member.name] = Self.param(value(of: member.name))
        }
        let messages = try promptMessages()
        guard messages.count <= Self.maximumKept else {
            throw ParleyError(.invalid, "A stored completion has at most \(Self.maximumKept) messages.")
        }
        guard let last = messages.last, last.role == .user else {
            throw ParleyError(.invalid, "The last message of a stored completion must be the user's.")
        }
        let system = messages.filter { $0.role == .system }.map(\.content).joined(separator: "\n\n")
        return Kept(
            systemPrompt: system.isEmpty ? nil : system,
            history: messages.dropLast().filter { $0.role != .system }, question: last.content,
            params: try CompletionParams(params))
    }

    private static func param(_ value: JSONValue?) -> CompletionParams.Value? {
        switch value {
        case .number(let number): Int(exactly: number).map { .integer($0) } ?? .number(number)
        case .string(let text): .text(text)
        case .array(let values): .texts(values.compactMap(\.string))
        default: nil
        }
    }

    private func promptMessages() throws(ParleyError) -> [PromptMessage] {
        var messages: [PromptMessage] = []
        for value in self.value(of: "messages")?.array ?? [] {
            guard let role = Self.role(value["role"]?.string), let content = Self.content(value["content"]) else {
                throw ParleyError(
                    .invalid, "A stored completion has messages of system, developer, user and assistant, with text.")
            }
            messages.append(PromptMessage(role: role, content: content))
        }
        return messages
    }

    private static func role(_ name: String?) -> PromptMessage.Role? {
        name == "developer" ? .system : name.flatMap { PromptMessage.Role(rawValue: $0) }
    }

    /// A text, or parts that are texts.
    private static func content(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text)?: return text
        case .array(let parts)?:
            var text = ""
            for part in parts {
                guard part["type"]?.string == "text", let piece = part["text"]?.string else { return nil }
                text += piece
            }
            return text
        default: return nil
        }
    }
}
