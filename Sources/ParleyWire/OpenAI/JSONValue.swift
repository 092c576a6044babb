/// Any JSON value, for the rare and small texts whose shape is not known: errors and lists of models.
enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(_ json: Span<UInt8>) throws(JSONCursor.Fault) {
        var cursor = JSONCursor()
        self = try Self.read(json, &cursor)
        try cursor.end(in: json)
    }

    private static func read(_ json: Span<UInt8>, _ cursor: inout JSONCursor) throws(JSONCursor.Fault) -> JSONValue {
        switch try cursor.kind(in: json) {
        case .object: try readObject(json, &cursor)
        case .array: try readArray(json, &cursor)
        case .string: .string(try cursor.text(in: json) ?? "")
        case .number: .number(Double(String(json, try cursor.number(in: json))) ?? 0)
        case .literal: try cursor.literal(in: json).map { .bool($0) } ?? .null
        }
    }

    private static func readObject(
        _ json: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONCursor.Fault) -> JSONValue {
        var members: [String: JSONValue] = [:]
        try cursor.open()
        while let key = try cursor.nextKeyText(in: json) { members[key] = try read(json, &cursor) }
        return .object(members)
    }

    private static func readArray(
        _ json: Span<UInt8>, _ cursor: inout JSONCursor
    ) throws(JSONCursor.Fault) -> JSONValue {
        var elements: [JSONValue] = []
        try cursor.open()
        while try cursor.nextElement(in: json) { elements.append(try read(json, &cursor)) }
        return .array(elements)
    }
}

extension JSONValue {
    subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
        return value
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// No count, window or status is larger; what is would only make sums overflow.
    private static let largestCount = 1_000_000_000

    /// A whole number of a sensible size, also where it was written as a string.
    var wholeNumber: Int? {
        let number: Int? =
            switch self {
            case .number(let number): Int(exactly: number)
            case .string(let text): Int(text)
            default: nil
            }
        return number.flatMap { (-Self.largestCount...Self.largestCount).contains($0) ? $0 : nil }
    }
}
