public import ParleyCore

/// A provider as the page sends it: fields of the settings file, of which null takes one back.
public struct ProviderBody: Decodable, Sendable {
    public let draft: ProviderDraft

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.singleValueContainer().decode([String: Field].self)
        draft = ProviderDraft(
            fields.reduce(into: [:]) { values, field in
                let isWrong = Self.texts.contains(field.key) && field.value.isNoText
                values[field.key] = isWrong ? .other : field.value.value
            })
    }

    /// What must be written as text; figures may also come as numbers.
    private static let texts: Set = ["name", "base_url", "api_key", "api"]

    /// Whatever is no field's kind is told by the field's own rule, in its words.
    private struct Field: Decodable {
        let value: ProviderDraft.Value
        var isNoText = false

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                value = .none
            } else if let flag = try? container.decode(Bool.self) {
                (value, isNoText) = (.flag(flag), true)
            } else if let number = try? container.decode(Int.self) {
                (value, isNoText) = (.text(String(number)), true)
            } else if let number = try? container.decode(Double.self) {
                (value, isNoText) = (.text(String(number)), true)
            } else if let text = try? container.decode(String.self) {
                value = .text(text)
            } else if let list = try? container.decode([String].self) {
                value = .list(list)
            } else if let pairs = try? container.decode([String: String?].self) {
                value = .pairs(pairs)
            } else {
                value = .other
            }
        }
    }
}

/// Settings by their names; null takes one back.
public struct SettingsBody: Decodable, Sendable {
    public let values: [String: String?]

    public init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: String?].self)
    }
}
