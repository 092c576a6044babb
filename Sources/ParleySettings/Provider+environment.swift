import ParleyUpstream

extension Provider {
    /// The provider that `OPENAI_BASE_URL` and `OPENAI_API_KEY` make; nil where neither is set.
    static func named(by environment: [String: String]) throws(SettingsError) -> Provider? {
        let url = environment["OPENAI_BASE_URL"] ?? ""
        let hasKey = environment["OPENAI_API_KEY"]?.isEmpty == false
        guard hasKey || !url.isEmpty else { return nil }
        let text = SettingText(
            place: "OPENAI_BASE_URL", text: url.isEmpty ? "https://api.openai.com/v1" : url.trimmed)
        let baseURL = try text.baseURL()
        return Provider(
            name: name(of: baseURL), baseURL: baseURL, key: hasKey ? .environment("OPENAI_API_KEY") : .none)
    }

    /// The host, in the characters that a provider's name may have.
    private static func name(of baseURL: String) -> String {
        let host = WebAddress(baseURL)?.host ?? ""
        if host == "api.openai.com" { return "openai" }
        let name = String(host.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
        return host == "demo" ? "upstream" : String(name.prefix(64))
    }
}
