import Yams

/// A mapping of the file whose keys are all known.
struct SettingFields {
    private let path: String
    /// Such as `providers[0].`, for the names in errors.
    private let prefix: String
    private let line: String
    private var nodes: [String: Node] = [:]

    init(_ node: Node, path: String, prefix: String = "", allowed: [String]) throws(SettingsError) {
        self.path = path
        self.prefix = prefix
        line = Self.line(of: node, path)
        guard case .mapping(let mapping) = node else {
            let name = prefix.isEmpty ? "the file" : String(prefix.dropLast())
            throw SettingsError("\(line): \(name) must be keys and values: \(allowed.joined(separator: ", "))")
        }
        for (key, value) in mapping {
            guard case .scalar(let name) = key, allowed.contains(name.string) else {
                throw Self.unknown(key, path, prefix, allowed)
            }
            if !value.isEmpty { nodes[name.string] = value }
        }
    }

    private static func unknown(_ key: Node, _ path: String, _ prefix: String, _ allowed: [String]) -> SettingsError {
        let name = key.scalar.map(\.string).flatMap { $0.looksLikeAKey ? " \(prefix)\($0)" : nil } ?? ""
        let keys = allowed.joined(separator: ", ")
        return SettingsError("\(line(of: key, path)): unknown key\(name), must be one of \(keys)")
    }

    private static func line(of node: Node, _ path: String) -> String {
        node.mark.map { "\(path) line \($0.line)" } ?? path
    }

    /// Names a key in this mapping, where one is missing or two exclude each other.
    func place(_ key: String) -> String {
        "\(nodes[key].map { Self.line(of: $0, path) } ?? line): \(prefix)\(key)"
    }

    func text(_ key: String) throws(SettingsError) -> SettingText? {
        guard let node = nodes[key] else { return nil }
        guard case .scalar(let scalar) = node else { throw SettingsError("\(place(key)) must be one value") }
        return SettingText(place: place(key), text: scalar.string)
    }

    func list(_ key: String) throws(SettingsError) -> [SettingText]? {
        guard let node = nodes[key] else { return nil }
        guard case .sequence(let entries) = node else { throw SettingsError("\(place(key)) must be a list") }
        return try entries.map { entry throws(SettingsError) in
            let place = "\(Self.line(of: entry, path)): \(prefix)\(key)"
            guard case .scalar(let scalar) = entry else {
                throw SettingsError("\(place) must be a list of plain values")
            }
            return SettingText(place: place, text: scalar.string)
        }
    }

    /// The mappings in a list, such as the providers.
    func mappings(_ key: String, allowed: [String]) throws(SettingsError) -> [SettingFields] {
        guard let node = nodes[key] else { return [] }
        guard case .sequence(let entries) = node else { throw SettingsError("\(place(key)) must be a list") }
        return try entries.enumerated().map { entry throws(SettingsError) in
            try SettingFields(entry.element, path: path, prefix: "\(prefix)\(key)[\(entry.offset)].", allowed: allowed)
        }
    }

    /// A mapping of its own, such as `sign_on`.
    func mapping(_ key: String, allowed: [String]) throws(SettingsError) -> SettingFields? {
        guard let node = nodes[key] else { return nil }
        return try SettingFields(node, path: path, prefix: "\(prefix)\(key).", allowed: allowed)
    }

    /// A mapping whose keys are free, such as headers.
    func pairs(_ key: String) throws(SettingsError) -> [(name: SettingText, value: SettingText)] {
        guard let node = nodes[key] else { return [] }
        guard case .mapping(let mapping) = node else { throw SettingsError("\(place(key)) must be names and values") }
        return try mapping.map { pair throws(SettingsError) in
            let place = "\(Self.line(of: pair.key, path)): \(prefix)\(key)"
            guard case .scalar(let name) = pair.key, case .scalar(let value) = pair.value else {
                throw SettingsError("\(place) must be names and values")
            }
            return (SettingText(place: place, text: name.string), SettingText(place: place, text: value.string))
        }
    }
}

extension Node {
    /// A key without a value, as in `public_url:`, counts as not set.
    var isEmpty: Bool {
        guard case .scalar(let scalar) = self, scalar.style == .plain else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }
}
