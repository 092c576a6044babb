import Testing

@testable import ParleySettings

/// Each bad value stops the start with one line: file, line, key, what is allowed.
struct BadSettingsTests {
    private func problem(
        _ commandLine: [SettingKey: String] = [:], environment: [String: String] = [:], yaml: String? = nil
    ) -> String? {
        do {
            _ = try load(commandLine, environment: environment, yaml: yaml)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        ("listen: 8484", "line 1: listen must be host:port, such as 127.0.0.1:8484 or [::1]:8484"),
        ("demo: auto\nlisten: ::1:8484", "line 2: listen must be host:port, such as 127.0.0.1:8484 or [::1]:8484"),
        ("listen: [a]", "line 1: listen must be one value"),
        ("data: ''", "line 1: data must be the path of a file or folder"),
        ("demo: maybe", "line 1: demo must be one of auto, off"),
        ("titles: none", "line 1: titles must be one of model, words"),
        ("log_level: loud", "line 1: log_level must be one of trace, debug, info, notice, warning, error, critical"),
        ("max_generations: 0", "line 1: max_generations must be a whole number from 1 to 100000"),
        ("max_generations: 1.5", "line 1: max_generations must be a whole number from 1 to 100000"),
        (
            "public_url: https://x.org/chat",
            "line 1: public_url must be an http or https address without a path, such as https://chat.example.org"
        ),
        (
            "public_url: x.org",
            "line 1: public_url must be an http or https address without a path, such as https://chat.example.org"
        ),
        (
            "allowed_hosts:\n  - a.lan\n  - https://b.lan",
            "line 3: allowed_hosts must be a host name without scheme, port or path, such as chat.example.org"
        ),
        ("allowed_hosts: a.lan", "line 1: allowed_hosts must be a list"),
        (
            "trusted_proxies: [10.0.0.0/33]",
            "line 1: trusted_proxies must be an address or a range of addresses, "
                + "such as 10.0.0.0/8, 127.0.0.1 or fd00::/8"
        ),
        ("providers: {}", "line 1: providers must be a list"),
        ("demo: off\ndemo: auto", "line 1: the key demo must be given only once"),
    ])
    func inTheFile(yaml: String, line: String) {
        #expect(problem(yaml: yaml) == "parley.yaml " + line)
    }

    @Test(arguments: [
        ("name: a", "base_url is missing"),
        ("base_url: http://a/v1", "name is missing"),
        ("{name: A, base_url: http://a}", "name must be 1 to 64 of the characters a-z, 0-9, - _ and ., "),
        ("{name: demo, base_url: http://a}", "name must be 1 to 64 of the characters a-z, 0-9, - _ and ., "),
        ("{name: a, base_url: ftp://a}", "base_url must be an http or https address without user, query or fragment"),
        ("{name: a, base_url: http://u:p@a}", "base_url must be an http or https address without user, query"),
        ("{name: a, base_url: 'http://a/v1?k=v'}", "base_url must be an http or https address without user, query"),
        ("{name: a, base_url: 'http://a:70000'}", "base_url must be an http or https address without user, query"),
        ("{name: a, base_url: http://a, api_key: k, api_key_env: K}", "api_key must be at most one of api_key, "),
        ("{name: a, base_url: http://a, api_key: \"k\\nk\"}", "api_key must be one line of printable ASCII"),
        ("{name: a, base_url: http://a, api_key_env: a-b}", "api_key_env must be the name of an environment variable"),
        ("{name: a, base_url: http://a, context_window: 255}", "context_window must be a whole number from 256 to "),
        ("{name: a, base_url: http://a, idle_timeout: 0}", "idle_timeout must be more than 0 and at most 86400"),
        ("{name: a, base_url: http://a, total_timeout: 10d}", "total_timeout must be more than 0 and at most 86400"),
        ("{name: a, base_url: http://a, connect_timeout: nan}", "connect_timeout must be more than 0 and at most"),
        ("{name: a, base_url: http://a, max_retries: 11}", "max_retries must be a whole number from 0 to 10"),
        ("{name: a, base_url: http://a, models: x}", "models must be a list"),
        ("{name: a, base_url: http://a, models: [{}]}", "models must be a list of plain values"),
        ("{name: a, base_url: http://a, models: ['']}", "models must be the name of a model"),
        ("{name: a, base_url: http://a, headers: [x]}", "headers must be names and values"),
        ("{name: a, base_url: http://a, headers: {\"a b\": c}}", "headers must be names of headers, but not host,"),
        ("{name: a, base_url: http://a, headers: {Host: c}}", "headers must be names of headers, but not host,"),
        ("{name: a, base_url: http://a, headers: {X-A: \"c\\r\\nX-B: d\"}}", "headers must be names and values of"),
    ])
    func inAProvider(fields: String, line: String) throws {
        let found = try #require(problem(yaml: "demo: off\nproviders:\n  - \(fields)\n"))
        #expect(found.hasPrefix("parley.yaml line 3: providers[0].\(line)"), "\(found)")
    }

    @Test func anUnknownKeyIsNamedWithThoseThatExist() throws {
        let top = try #require(problem(yaml: "demo: off\nlistne: x"))
        #expect(top.hasPrefix("parley.yaml line 2: unknown key listne, must be one of listen, data, assets"))
        let inner = try #require(problem(yaml: "providers:\n  - name: a\n    url: x"))
        #expect(inner.hasPrefix("parley.yaml line 3: unknown key providers[0].url, must be one of name, base_url"))
    }

    @Test func twoProvidersOfOneNameAreRefused() {
        let yaml = "providers:\n  - {name: a, base_url: http://a}\n  - {name: a, base_url: http://b}"
        #expect(
            problem(yaml: yaml) == "parley.yaml line 3: providers[1].name must be a name that no other provider has")
    }

    @Test(arguments: ["a: [", "\t- x", "a: b: c", "*x", "a: \u{1}", "- x", "word", "--- a\n--- b", "%", "{{}: 1}"])
    func whatIsNoSettingsFileIsOneLine(yaml: String) throws {
        let found = try #require(problem(yaml: yaml))
        #expect(found.hasPrefix("parley.yaml "))
        #expect(!found.contains { $0.isNewline })
    }

    @Test func aVariableOrAnOptionIsNamedInsteadOfTheFile() {
        #expect(problem(environment: ["PARLEY_DEMO": "on"]) == "PARLEY_DEMO must be one of auto, off")
        #expect(problem([.titles: "x"]) == "--titles must be one of model, words")
        #expect(
            problem([.publicURL: "https://x/y"])
                == "--public-url must be an http or https address without a path, such as https://chat.example.org")
        #expect(
            problem(environment: ["PARLEY_ALLOWED_HOSTS": "a.lan,b c"])
                == "PARLEY_ALLOWED_HOSTS (entry 2) must be a host name without scheme, port or path, "
                + "such as chat.example.org")
        #expect(problem(environment: ["OPENAI_BASE_URL": "localhost"])?.hasPrefix("OPENAI_BASE_URL must be") == true)
    }

    @Test func aStrongerGoodValueDoesNotHideABadOne() {
        #expect(problem([.demo: "off"], yaml: "demo: x") == "parley.yaml line 1: demo must be one of auto, off")
    }

    @Test func aNamedFileMustBeThere() {
        #expect(throws: SettingsError("/etc/parley.yaml cannot be read: there is no such file")) {
            try Settings.load(environment: [:], configPath: "/etc/parley.yaml") { _ in nil }
        }
    }

    @Test func anUnreadableFileStopsTheStart() {
        #expect(throws: SettingsError("parley.yaml cannot be read: permission denied")) {
            try Settings.load(environment: [:]) { _ in throw SettingsError("permission denied") }
        }
        #expect(throws: SettingsError("/ cannot be read")) {
            try Settings.load(environment: [:], configPath: "/")
        }
    }
}
