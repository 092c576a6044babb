import JWTKit

/// A value of a token's claims: whatever JSON can say.
enum ClaimValue: Codable, Hashable, Sendable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([ClaimValue])
    case object([String: ClaimValue])
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .flag(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode([ClaimValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: ClaimValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .flag(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
    }
}

/// What a provider says of somebody, in an ID token or in its answer to `userinfo`.
struct Claims: JWTPayload {
    var values: [String: ClaimValue]

    init(_ values: [String: ClaimValue]) {
        self.values = values
    }

    init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: ClaimValue].self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }

    /// The rules stand in `IDTokenRule`, where they can be tested without a signature.
    func verify(using algorithm: some JWTAlgorithm) {}

    /// A claim by its name; `realm_access.roles` also means `roles` in `realm_access`.
    subscript(name: String) -> ClaimValue? {
        if let value = values[name] { return value }
        var found: ClaimValue? = .object(values)
        for part in name.split(separator: ".") {
            guard case .object(let inner) = found else { return nil }
            found = inner[String(part)]
        }
        return found
    }

    func text(_ name: String) -> String? {
        guard case .text(let text) = self[name], !text.isEmpty else { return nil }
        return text
    }

    func number(_ name: String) -> Double? {
        guard case .number(let number) = self[name] else { return nil }
        return number
    }

    /// One text or several; nil where the claim is missing.
    func texts(_ name: String) -> [String]? {
        switch self[name] {
        case nil, .null: nil
        case .text(let text): [text]
        case .list(let list): list.compactMap { if case .text(let text) = $0 { text } else { nil } }
        default: []
        }
    }
}
