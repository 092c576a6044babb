import ParleyUpstream

extension Provider {
    static let fields = [
        "name", "base_url", "api_key", "api_key_env", "api_key_file", "models", "headers", "context_window",
        "connect_timeout", "first_byte_timeout", "idle_timeout", "total_timeout", "max_retries", "api",
    ]

    /// The providers of the file, in its order: the first is the default.
    static func all(in file: SettingFields) throws(SettingsError) -> [Provider] {
        var providers: [Provider] = []
        for fields in try file.mappings("providers", allowed: fields) {
            let provider = try Provider(fields)
            guard !providers.contains(where: { $0.name == provider.name }) else {
                throw SettingsError("\(fields.place("name")) must be a name that no other provider has")
            }
            providers.append(provider)
        }
        return providers
    }

    init(_ fields: SettingFields) throws(SettingsError) {
        guard let name = try fields.text("name") else { throw SettingsError("\(fields.place("name")) is missing") }
        guard let url = try fields.text("base_url") else {
            throw SettingsError("\(fields.place("base_url")) is missing")
        }
        self.init(name: try name.providerName(), baseURL: try url.baseURL(), key: try KeySource(fields))
        models = try (fields.list("models") ?? []).map { text throws(SettingsError) in try text.modelName() }
        headers = try Self.headers(fields)
        contextWindow = try fields.text("context_window")?.wholeNumber(in: 256...100_000_000)
        timeouts = try Timeouts(fields)
        maximumRetries = try fields.text("max_retries")?.wholeNumber(in: 0...10) ?? maximumRetries
        api = try fields.text("api")?.api() ?? .chat
    }

    private static func headers(_ fields: SettingFields) throws(SettingsError) -> [String: String] {
        var headers: [String: String] = [:]
        for (name, value) in try fields.pairs("headers") {
            headers[try name.headerName()] = try value.headerValue()
        }
        return headers
    }
}

extension Provider.Timeouts {
    fileprivate init(_ fields: SettingFields) throws(SettingsError) {
        self.init()
        connectSeconds = try fields.text("connect_timeout")?.seconds() ?? connectSeconds
        firstByteSeconds = try fields.text("first_byte_timeout")?.seconds() ?? firstByteSeconds
        idleSeconds = try fields.text("idle_timeout")?.seconds() ?? idleSeconds
        totalSeconds = try fields.text("total_timeout")?.seconds() ?? totalSeconds
    }
}

extension Provider.KeySource {
    fileprivate init(_ fields: SettingFields) throws(SettingsError) {
        let given = try (fields.text("api_key"), fields.text("api_key_env"), fields.text("api_key_file"))
        switch given {
        case (nil, nil, nil): self = .none
        case (let key?, nil, nil): self = .value(try key.key())
        case (nil, let name?, nil): self = .environment(try name.variableName())
        case (nil, nil, let path?): self = .file(try path.path())
        default:
            throw SettingsError("\(fields.place("api_key")) must be at most one of api_key, api_key_env, api_key_file")
        }
    }
}

extension SettingText {
    fileprivate func providerName() throws(SettingsError) -> String {
        let isName = text.utf8.allSatisfy { byte in
            (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || "-_.".utf8.contains(byte)
        }
        guard isName, (1...64).contains(text.utf8.count), text != "demo" else {
            throw mustBe("1 to 64 of the characters a-z, 0-9, - _ and ., and not demo")
        }
        return text
    }

    fileprivate func api() throws(SettingsError) -> Provider.API {
        guard let api = Provider.API(rawValue: text) else { throw mustBe("chat or completions") }
        return api
    }

    fileprivate func modelName() throws(SettingsError) -> String {
        guard !text.trimmed.isEmpty, text.utf8.count <= 256, !text.hasControlCharacters else {
            throw mustBe("the name of a model, at most 256 bytes")
        }
        return text
    }

    func variableName() throws(SettingsError) -> String {
        let isName = text.utf8.allSatisfy { byte in
            (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x5F
        }
        guard isName, !text.isEmpty else { throw mustBe("the name of an environment variable") }
        return text
    }

    /// A key as a header can carry it.
    func key() throws(SettingsError) -> String {
        let key = text.trimmed
        guard !key.isEmpty, key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw mustBe("one line of printable ASCII without spaces")
        }
        return key
    }

    func headerName() throws(SettingsError) -> String {
        let own = ["host", "content-length", "transfer-encoding", "connection"]
        let isToken = text.utf8.allSatisfy { byte in
            (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
                || "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
        guard isToken, !text.isEmpty, !own.contains(text.lowercased()) else {
            throw mustBe("names of headers, but not \(own.joined(separator: ", "))")
        }
        return text
    }

    fileprivate func headerValue() throws(SettingsError) -> String {
        guard !text.hasControlCharacters else { throw mustBe("names and values of headers, a line each") }
        return text
    }
}
