/// Why a start is refused: one line that names the file, the key and what is allowed.
/// It never quotes a value, so that no secret can slip into a log.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description.asOneLine
    }
}

extension String {
    /// A path or a reason that a terminal and a log show as one line.
    var asOneLine: String {
        var scalars = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            scalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return String(scalars)
    }

    var hasControlCharacters: Bool {
        unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// Whether a key may be named in an error. `{api_key:sk-1}` is one key in YAML, and it holds a secret.
    var looksLikeAKey: Bool {
        count <= 32 && !isEmpty && utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x5F }
    }
}
