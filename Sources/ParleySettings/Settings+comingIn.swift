import ParleyCore
import ParleyUpstream

/// Who lets people in: passwords, a provider of single sign-on, a trusted proxy.
extension Settings {
    mutating func applyComingIn(_ file: SettingsFile?, environment: [String: String]) throws(SettingsError) {
        let block = SettingBlock("sign_on", file?.signOn, environment: environment)
        if block.isGiven {
            signOn = try SignOnSettings(block)
            signOnKey = try Provider.KeySource(block)
        }
        let header = SettingBlock("trusted_header", file?.trustedHeader, environment: environment)
        if header.isGiven {
            trustedHeader = try TrustedHeader(header)
            guard !trustedProxies.isEmpty else {
                throw SettingsError("\(header.place("name")) wants trusted_proxies, whose word it is")
            }
        }
        try requireAWayIn()
    }

    private mutating func requireAWayIn() throws(SettingsError) {
        guard passwords == .off else { return }
        guard signOn != nil || trustedHeader != nil else {
            throw SettingsError(
                "\(file ?? "PARLEY_PASSWORDS"): passwords must be on where neither sign_on nor trusted_header is set")
        }
        if !groupsMakeAdmins {
            notes.append("passwords are off and no group makes an admin: set roles, or nobody may be one")
        }
    }

    /// Whether a group of the provider's or the proxy's gives the role of an admin.
    public var groupsMakeAdmins: Bool {
        [signOn?.roles, trustedHeader?.roles].contains { $0?.groups[.admin]?.isEmpty == false }
    }

    /// What `description` says of it; the secret only by where it comes from.
    var wordsOnSigningOn: [String] {
        var lines: [String] = []
        if let signOn {
            lines.append("sign_on: \(signOn.issuer) as \(signOn.clientID), \(signOnKey.withoutSecret)")
        }
        if let trustedHeader { lines.append("trusted_header: \(trustedHeader.name)") }
        return lines
    }
}

extension SignOnSettings {
    init(_ block: SettingBlock) throws(SettingsError) {
        guard let issuer = try block.value("issuer", { text throws(SettingsError) in try text.issuer() }) else {
            throw SettingsError("\(block.place("issuer")) is missing")
        }
        guard let client = try block.value("client_id", { text throws(SettingsError) in try text.word() }) else {
            throw SettingsError("\(block.place("client_id")) is missing")
        }
        self.init(issuer: issuer, clientID: client)
        name = try block.value("name") { text throws(SettingsError) in try text.label() } ?? name
        scopes = try block.values("scopes") { text throws(SettingsError) in try text.word() } ?? scopes
        if !scopes.contains("openid") { scopes.insert("openid", at: 0) }
        nameClaim = try block.value("name_claim") { text throws(SettingsError) in try text.label() } ?? nameClaim
        groupsClaim = try block.value("groups_claim") { text throws(SettingsError) in try text.label() } ?? groupsClaim
        roles = try RoleRule(block)
        createsPeople = try block.value("create_people") { text throws(SettingsError) in try text.flag() } ?? true
    }
}

extension TrustedHeader {
    init(_ block: SettingBlock) throws(SettingsError) {
        guard let name = try block.value("name", { text throws(SettingsError) in try text.personHeader() }) else {
            throw SettingsError("\(block.place("name")) is missing")
        }
        self.init(name: name)
        groups = try block.value("groups") { text throws(SettingsError) in try text.personHeader() }
        let separator = try block.value("groups_separator") { text throws(SettingsError) in
            try text.oneOf(GroupsSeparator.self)
        }
        groupsSeparator = separator ?? groupsSeparator
        roles = try RoleRule(block)
        guard groups != nil || !roles.looksAtGroups else {
            throw SettingsError("\(block.place("groups")) is missing: roles needs the header with people's groups")
        }
        createsPeople = try block.value("create_people") { text throws(SettingsError) in try text.flag() } ?? true
    }
}

extension RoleRule {
    private enum Usual: String, CaseIterable {
        case member, reviewer, none
    }

    init(_ block: SettingBlock) throws(SettingsError) {
        self.init()
        let usual = try block.value("default_role") { text throws(SettingsError) in try text.oneOf(Usual.self) }
        self.usual = Person.Role(rawValue: (usual ?? .member).rawValue)
        let inner = try block.block("roles", allowed: SettingBlock.roleFields)
        for role in Person.Role.allCases {
            let names = try inner.values(role.rawValue) { text throws(SettingsError) in try text.label() }
            groups[role] = names.map(Set.init)
        }
        guard self.usual != nil || looksAtGroups else {
            throw SettingsError("\(block.place("default_role")) must not be none where roles names no group")
        }
    }
}

extension Provider.KeySource {
    fileprivate init(_ block: SettingBlock) throws(SettingsError) {
        let given = try (
            block.value("client_secret") { text throws(SettingsError) in try text.key() },
            block.value("client_secret_env") { text throws(SettingsError) in try text.variableName() },
            block.value("client_secret_file") { text throws(SettingsError) in try text.path() }
        )
        switch given {
        case (nil, nil, nil): self = .none
        case (let secret?, nil, nil): self = .value(secret)
        case (nil, let name?, nil): self = .environment(name)
        case (nil, nil, let path?): self = .file(path)
        default:
            let keys = "client_secret, client_secret_env, client_secret_file"
            throw SettingsError("\(block.place("client_secret")) must be at most one of \(keys)")
        }
    }
}

extension SettingText {
    /// As it is written, for it is compared letter for letter.
    fileprivate func issuer() throws(SettingsError) -> String {
        let local = ["localhost", "127.0.0.1", "::1"]
        guard let address = WebAddress(text), address.scheme == "https" || local.contains(address.host) else {
            throw mustBe("an https address as the provider writes it, such as https://id.example.org/realms/team")
        }
        return text
    }

    fileprivate func word() throws(SettingsError) -> String {
        guard !text.isEmpty, text.utf8.count <= 256, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw mustBe("at most 256 printable ASCII characters without spaces")
        }
        return text
    }

    fileprivate func label() throws(SettingsError) -> String {
        guard !text.trimmed.isEmpty, text.utf8.count <= 256, !text.hasControlCharacters else {
            throw mustBe("one line of at most 256 bytes")
        }
        return text
    }

    fileprivate func flag() throws(SettingsError) -> Bool {
        guard ["true", "false"].contains(text) else { throw mustBe("true or false") }
        return text == "true"
    }

    /// A header that a proxy sets; those that browsers and this server need for themselves are none.
    fileprivate func personHeader() throws(SettingsError) -> String {
        let own = ["authorization", "cookie", "origin", "referer", "x-forwarded-for", "x-forwarded-proto"]
        let name = try headerName()
        guard !own.contains(name.lowercased()), !name.lowercased().hasPrefix("sec-") else {
            throw mustBe("the name of a header that only the proxy sets, such as X-Forwarded-User")
        }
        return name
    }
}
