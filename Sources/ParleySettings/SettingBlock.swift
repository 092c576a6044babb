/// A block of the file, with what the environment says over it: `PARLEY_SIGN_ON_ISSUER` over `sign_on.issuer`.
struct SettingBlock {
    static let roleFields = ["admin", "member", "reviewer"]
    static let signOnFields = [
        "name", "issuer", "client_id", "client_secret", "client_secret_env", "client_secret_file", "scopes",
        "name_claim", "groups_claim", "roles", "default_role", "create_people",
    ]
    static let headerFields = ["name", "groups", "groups_separator", "roles", "default_role", "create_people"]

    /// All variables that say something in a block.
    static var variables: [String] {
        names(of: "sign_on", signOnFields) + names(of: "trusted_header", headerFields)
    }

    private static func names(of block: String, _ fields: [String]) -> [String] {
        let plain = fields.filter { $0 != "roles" } + roleFields.map { "roles_\($0)" }
        return plain.map { "parley_\(block)_\($0)".uppercased() }
    }

    private let name: String
    private let fields: SettingFields?
    private let environment: [String: String]

    init(_ name: String, _ fields: SettingFields?, environment: [String: String]) {
        self.name = name
        self.fields = fields
        self.environment = environment
    }

    /// Whether anything at all is said in it.
    var isGiven: Bool {
        let start = variable("")
        return fields != nil
            || environment.contains { $0.key.hasPrefix(start) && Self.variables.contains($0.key) && !$0.value.isEmpty }
    }

    /// Names a key that is missing, or that excludes another.
    func place(_ key: String) -> String {
        fields?.place(key) ?? variable(key)
    }

    /// A bad value in the file is told even where the environment's hides it.
    func value<Value>(
        _ key: String, _ read: (SettingText) throws(SettingsError) -> Value
    ) throws(SettingsError) -> Value? {
        var value: Value?
        if let text = try fields?.text(key) { value = try read(text) }
        if let text = variableText(key) { value = try read(text) }
        return value
    }

    /// A list in the file, parted by commas in the environment.
    func values(
        _ key: String, _ read: (SettingText) throws(SettingsError) -> String
    ) throws(SettingsError) -> [String]? {
        var values: [String]?
        if let texts = try fields?.list(key) {
            values = try texts.map { text throws(SettingsError) in try read(text) }
        }
        if let text = variableText(key) {
            let parts = text.text.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
            values = try parts.map { part throws(SettingsError) in
                try read(SettingText(place: text.place, text: part))
            }
        }
        return values
    }

    /// A block within this one.
    func block(_ key: String, allowed: [String]) throws(SettingsError) -> SettingBlock {
        SettingBlock("\(name)_\(key)", try fields?.mapping(key, allowed: allowed), environment: environment)
    }

    private func variable(_ key: String) -> String { "PARLEY_\(name)_\(key)".uppercased() }

    private func variableText(_ key: String) -> SettingText? {
        guard let text = environment[variable(key)], !text.isEmpty else { return nil }
        return SettingText(place: variable(key), text: text)
    }
}
