/// Sampling parameters of a conversation; only what was set is sent to the model.
public struct CompletionParams: Hashable, Sendable {
    public enum Value: Hashable, Sendable {
        case integer(Int)
        case number(Double)
        case text(String)
        case texts([String])
    }

    /// The parameters of OpenAI's chat completions that a conversation may carry.
    public enum Name: String, Sendable, CaseIterable {
        case temperature
        case topP = "top_p"
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
        case presencePenalty = "presence_penalty"
        case frequencyPenalty = "frequency_penalty"
        case seed
        case stop
        case reasoningEffort = "reasoning_effort"
    }

    public private(set) var values: [Name: Value]

    /// The most tokens an answer may have, where a limit was set.
    public var outputLimit: Int? {
        for name in [Name.maxCompletionTokens, .maxTokens] {
            if case .integer(let limit) = values[name] { return limit }
        }
        return nil
    }

    /// The same with a lower limit of the answer's length.
    public func limitingOutput(to limit: Int) -> CompletionParams {
        var params = self
        for name in [Name.maxCompletionTokens, .maxTokens] where params.values[name] != nil {
            params.values[name] = .integer(limit)
        }
        return params
    }

    public init() {
        values = [:]
    }

    /// Takes values that came from outside; throws in plain words where one is not allowed.
    public init(_ given: [String: Value]) throws(ParleyError) {
        values = [:]
        for (key, value) in given {
            guard let name = Name(rawValue: key) else {
                throw ParleyError(.invalid, "Unknown parameter in params. Allowed: \(Self.allowedNames).")
            }
            guard Self.isAllowed(value, for: name) else {
                throw ParleyError(.invalid, "params.\(name.rawValue) must be \(Self.range(of: name)).")
            }
            values[name] = value
        }
    }

    /// Takes back what was stored; what is no longer known is left out.
    public init(stored: [String: Value]) {
        values = [:]
        for (key, value) in stored {
            if let name = Name(rawValue: key) { values[name] = value }
        }
    }

    private static let allowedNames = Name.allCases.map(\.rawValue).joined(separator: ", ")

    private static func isAllowed(_ value: Value, for name: Name) -> Bool {
        switch (name, value) {
        case (.temperature, .number(let number)): (0...2).contains(number)
        case (.temperature, .integer(let number)): (0...2).contains(number)
        case (.topP, .number(let number)): (0...1).contains(number)
        case (.topP, .integer(let number)): (0...1).contains(number)
        case (.presencePenalty, .number(let number)), (.frequencyPenalty, .number(let number)):
            (-2...2).contains(number)
        case (.presencePenalty, .integer(let number)), (.frequencyPenalty, .integer(let number)):
            (-2...2).contains(number)
        case (.maxTokens, .integer(let limit)), (.maxCompletionTokens, .integer(let limit)):
            (1...10_000_000).contains(limit)
        case (.seed, .integer): true
        case (.stop, .text(let text)): (1...200).contains(text.utf8.count)
        case (.stop, .texts(let texts)):
            (1...4).contains(texts.count) && texts.allSatisfy { (1...200).contains($0.utf8.count) }
        case (.reasoningEffort, .text(let text)): (1...20).contains(text.utf8.count)
        default: false
        }
    }

    private static func range(of name: Name) -> String {
        switch name {
        case .temperature: "a number from 0 to 2"
        case .topP: "a number from 0 to 1"
        case .presencePenalty, .frequencyPenalty: "a number from -2 to 2"
        case .maxTokens, .maxCompletionTokens: "a whole number from 1 to 10,000,000"
        case .seed: "a whole number"
        case .stop: "a text, or 1 to 4 texts, of at most 200 bytes"
        case .reasoningEffort: "a word such as low, medium or high"
        }
    }
}
