import Foundation

/// Where a server is, as people read it, and whether it is this machine.
struct ServerAddress: Sendable {
    /// `127.0.0.1:11434`, `api.openai.com` or the path of a socket. Never what may stand before an `@`.
    let label: String
    let isLocal: Bool

    init(url: String, unixSocketPath: String? = nil) {
        let parts = URLComponents(string: url)
        let host = parts?.host ?? ""
        label = unixSocketPath ?? (host.isEmpty ? "an unknown address" : host + (parts?.port.map { ":\($0)" } ?? ""))
        isLocal = unixSocketPath != nil || Self.isLoopback(host)
    }

    /// The address without the API's own path and without a query.
    func root(of baseURL: String) -> String {
        let path = String(baseURL.prefix { $0 != "?" })
        return path.hasSuffix("/v1") ? String(path.dropLast(3)) : path
    }

    private static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased().trimmingCharacters(in: ["[", "]", "."])
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
        let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
