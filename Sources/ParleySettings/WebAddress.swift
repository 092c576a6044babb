import Foundation

/// The parts of an `http` or `https` address that settings care about. User, query and fragment are refused.
struct WebAddress {
    let scheme: String
    /// In lower case, an IPv6 address without brackets.
    let host: String
    let port: Int?
    let path: String

    init?(_ text: String) {
        guard let parts = URLComponents(string: text, encodingInvalidCharacters: false),
            let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = parts.host?.lowercased(), !host.isEmpty, !text.hasControlCharacters,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil,
            (1...65_535).contains(parts.port ?? 80)
        else { return nil }
        self.scheme = scheme
        self.host = String(host.drop { $0 == "[" }.prefix { $0 != "]" })
        port = parts.port
        path = parts.path
    }

    /// As a browser writes it in `Origin`: without the scheme's own port.
    var origin: String {
        let name = host.contains(":") ? "[\(host)]" : host
        guard let port, port != (scheme == "https" ? 443 : 80) else { return "\(scheme)://\(name)" }
        return "\(scheme)://\(name):\(port)"
    }
}
