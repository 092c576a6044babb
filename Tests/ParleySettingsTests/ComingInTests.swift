import ParleyCore
import ParleyUpstream
import Testing

@testable import ParleySettings

/// The settings about who lets people in.
struct ComingInTests {
    private let yaml = """
        sign_on:
          name: Sign in with Keycloak
          issuer: https://id.example.org/realms/team/
          client_id: parley
          client_secret: s3cret
          scopes: [profile, groups]
          name_claim: nickname
          groups_claim: realm_access.roles
          roles: {admin: [ops, root], reviewer: [audit]}
          default_role: none
          create_people: false
        """

    @Test func theFileSaysItAll() throws {
        let settings = try load(yaml: yaml)
        let rule = RoleRule(groups: [.admin: ["ops", "root"], .reviewer: ["audit"]], usual: nil)
        #expect(
            settings.signOn
                == SignOnSettings(
                    name: "Sign in with Keycloak", issuer: "https://id.example.org/realms/team/", clientID: "parley",
                    scopes: ["openid", "profile", "groups"], nameClaim: "nickname", groupsClaim: "realm_access.roles",
                    roles: rule, createsPeople: false))
        #expect(settings.signOnKey == .value("s3cret"))
    }

    @Test func twoLinesAreEnough() throws {
        let settings = try load(yaml: "sign_on: {issuer: 'http://127.0.0.1:9400', client_id: parley}")
        #expect(settings.signOn == SignOnSettings(issuer: "http://127.0.0.1:9400", clientID: "parley"))
        #expect(settings.signOnKey == .none)
    }

    @Test func theEnvironmentIsStronger() throws {
        let environment = [
            "PARLEY_SIGN_ON_ISSUER": "https://other.example.org", "PARLEY_SIGN_ON_SCOPES": "openid, email",
            "PARLEY_SIGN_ON_ROLES_ADMIN": "chiefs", "PARLEY_SIGN_ON_DEFAULT_ROLE": "reviewer",
        ]
        let signOn = try #require(try load(environment: environment, yaml: yaml).signOn)
        #expect(signOn.issuer == "https://other.example.org" && signOn.scopes == ["openid", "email"])
        #expect(signOn.roles == RoleRule(groups: [.admin: ["chiefs"], .reviewer: ["audit"]], usual: .reviewer))
    }

    @Test func theEnvironmentAloneIsEnough() throws {
        let settings = try load(environment: [
            "PARLEY_SIGN_ON_ISSUER": "https://id.example.org", "PARLEY_SIGN_ON_CLIENT_ID": "parley",
            "PARLEY_SIGN_ON_CLIENT_SECRET": "s3cret", "PARLEY_PASSWORDS": "off", "PARLEY_SIGN_ON_NAME": "",
        ])
        #expect(settings.signOn?.issuer == "https://id.example.org" && settings.passwords == .off)
        #expect(settings.signOnKey == .value("s3cret"))
        #expect(settings.notes == ["passwords are off and no group makes an admin: set roles, or nobody may be one"])
    }

    @Test func aTrustedHeaderIsRead() throws {
        let settings = try load(
            yaml: """
                trusted_proxies: [127.0.0.1]
                trusted_header: {name: Remote-User, groups: Remote-Groups, roles: {admin: [ops]}, create_people: false}
                passwords: off
                """)
        let rule = RoleRule(groups: [.admin: ["ops"]], usual: .member)
        #expect(
            settings.trustedHeader
                == TrustedHeader(name: "Remote-User", groups: "Remote-Groups", roles: rule, createsPeople: false))
        #expect(settings.notes.isEmpty)
    }

    @Test func groupsMayBePartedByBars() throws {
        let yaml = "trusted_proxies: ['::1']\ntrusted_header: {name: X-User, groups: X-Groups, groups_separator: bar}"
        #expect(try load(yaml: yaml).trustedHeader?.groupsSeparator == .bar)
        let environment = ["PARLEY_TRUSTED_HEADER_GROUPS_SEPARATOR": "comma"]
        #expect(try load(environment: environment, yaml: yaml).trustedHeader?.groupsSeparator == .comma)
    }

    @Test(arguments: [
        ("sign_on: x", "line 1: sign_on must be keys and values"),
        ("sign_on: {client_id: a}", "line 1: sign_on.issuer is missing"),
        ("sign_on: {issuer: https://a}", "line 1: sign_on.client_id is missing"),
        ("sign_on: {issuer: http://id.example.org, client_id: a}", "line 1: sign_on.issuer must be an https address"),
        ("sign_on: {issuer: http://127.0.0.1.nip.io, client_id: a}", "line 1: sign_on.issuer must be an https address"),
        ("sign_on: {issuer: 'https://a?x=1', client_id: a}", "line 1: sign_on.issuer must be an https address"),
        ("sign_on: {issuer: id.example.org, client_id: a}", "line 1: sign_on.issuer must be an https address"),
        ("sign_on: {issuer: https://a, client_id: ''}", "line 1: sign_on.client_id must be at most 256 printable"),
        (
            "sign_on: {issuer: https://a, client_id: a, client_secret: s3cret, client_secret_env: K}",
            "line 1: sign_on.client_secret must be at most one of client_secret, client_secret_env, client_secret_file"
        ),
        ("sign_on: {issuer: https://a, client_id: a, scopes: openid}", "line 1: sign_on.scopes must be a list"),
        (
            "sign_on: {issuer: https://a, client_id: a, create_people: yes}",
            "line 1: sign_on.create_people must be true or"
        ),
        (
            "sign_on: {issuer: https://a, client_id: a, default_role: admin}",
            "line 1: sign_on.default_role must be one of"
        ),
        (
            "sign_on: {issuer: https://a, client_id: a, default_role: none}",
            "line 1: sign_on.default_role must not be none"
        ),
        ("sign_on: {issuer: https://a, client_id: a, roles: {owner: [x]}}", "line 1: unknown key sign_on.roles.owner"),
        ("sign_on: {issuer: https://a, client_id: a, roles: {admin: x}}", "line 1: sign_on.roles.admin must be a list"),
        (
            "sign_on: {issuer: https://a, client_id: a, url: x}",
            "line 1: unknown key sign_on.url, must be one of name, "
        ),
        ("trusted_header: {name: X-User}", "line 1: trusted_header.name wants trusted_proxies"),
        ("trusted_header: {groups: X-Groups}", "line 1: trusted_header.name is missing"),
        ("trusted_header: {name: Cookie}", "line 1: trusted_header.name must be the name of a header that only"),
        ("trusted_header: {name: 'X User'}", "line 1: trusted_header.name must be names of headers"),
        (
            "trusted_proxies: ['::1']\ntrusted_header: {name: X-User, roles: {admin: [a]}}",
            "line 2: trusted_header.groups is missing"
        ),
        (
            "trusted_proxies: ['::1']\ntrusted_header: {name: X-User, groups_separator: ';'}",
            "line 2: trusted_header.groups_separator must be one of comma, bar"
        ),
        ("passwords: maybe", "line 1: passwords must be one of on, off"),
        ("passwords: off", ": passwords must be on where neither sign_on nor trusted_header is set"),
    ])
    func aBadValueStopsTheStart(yaml: String, line: String) {
        let error = #expect(throws: SettingsError.self) { try load(yaml: yaml) }
        let start = "parley.yaml" + (line.hasPrefix(":") ? "" : " ") + line
        #expect(error?.description.hasPrefix(start) == true, "\(String(describing: error))")
    }

    @Test func theSecretIsNowhereTold() throws {
        let settings = try load(yaml: yaml)
        #expect(!settings.description.contains("s3cret") && settings.description.contains("a key from the settings"))
        for key in ["client_secret: [s3cret]", "client_secret: \"s3cret s3cret\"", "client_secret_env: s3-cret"] {
            let error = #expect(throws: SettingsError.self) {
                try load(yaml: "sign_on: {issuer: https://a, client_id: a, \(key)}")
            }
            #expect(error?.description.contains("s3") == false)
        }
    }

    @Test func theSecretIsReadWhereItIs() throws {
        var settings = Settings()
        settings.file = "parley.yaml"
        settings.signOnKey = .file("/s")
        #expect(try settings.signOnSecret(environment: [:]) { _ in "s3cret\n" } == "s3cret")
        #expect(
            try settings.checkKeys(environment: [:], readFile: { _ in "s" }, fileMode: { _ in 0o644 })
                == ["/s can be read by others (mode 644) and it is the secret of sign_on: chmod 600"])
        let missing = "parley.yaml: sign_on.client_secret_file must be a file that can be read"
        #expect(throws: SettingsError(missing)) { try settings.checkKeys(environment: [:], readFile: { _ in nil }) }
        settings.signOnKey = .environment("K")
        #expect(try settings.signOnSecret(environment: ["K": "k"]) == "k")
        #expect(throws: SettingsError.self) { try settings.checkKeys(environment: [:]) }
    }
}
