/// A provider's fields as an admin has written them, by their names in the settings file. A field that is not there is
/// left as it is.
public struct ProviderDraft: Hashable, Sendable {
    public enum Value: Hashable, Sendable {
        /// Back to what it is without being set.
        case none
        case text(String)
        case list([String])
        /// A name without a value keeps the value it has.
        case pairs([String: String?])
        case flag(Bool)
        /// Something that no field can be.
        case other
    }

    public var fields: [String: Value]

    public init(_ fields: [String: Value] = [:]) {
        self.fields = fields
    }

    public subscript(name: String) -> Value? {
        get { fields[name] }
        set { fields[name] = newValue }
    }

    /// The text of a field, where it is one.
    public func text(_ name: String) -> String? {
        guard case .text(let text)? = fields[name] else { return nil }
        return text
    }

    /// These fields, and over them those of another.
    public func changed(by other: ProviderDraft) -> ProviderDraft {
        ProviderDraft(fields.merging(other.fields) { _, new in new })
    }
}
