import Foundation
import HTTPTypes
import Hummingbird
import ParleyCore

/// Only names that are this server's are answered to, so that a foreign name pointing here reads nothing.
struct HostRule {
    private static let maximumPathLength = 4 << 10
    /// What would be sent is asked with the text that is not sent yet.
    private static let maximumContextPathLength = 14 << 10

    let settings: WebSettings

    func check(_ request: Request) throws(ParleyError) {
        let isContext = request.uri.path.hasSuffix("/context")
        let limit = isContext ? Self.maximumContextPathLength : Self.maximumPathLength
        guard (request.head.path?.utf8.count ?? 0) <= limit else {
            throw ParleyError(.uriTooLong, "The address is too long.")
        }
        guard let authority = request.head.authority, !authority.isEmpty
        else { throw ParleyError(.invalid, "A request names one Host.") }
        guard isOurs(Self.host(of: authority)) else {
            throw ParleyError(.misdirected, "This server does not answer to that name.")
        }
    }

    private func isOurs(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == settings.machineName { return true }
        if settings.allowedHosts.contains(host) || IPLiteral.isOne(host) { return true }
        return settings.publicOrigin.map { Self.host(of: Self.authority(of: $0)) == host } ?? false
    }

    static func isLoopback(_ authority: String) -> Bool {
        let host = host(of: authority)
        return host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" || host.hasPrefix("127.")
    }

    /// The host without its port, lower case; nothing where what follows the host is no port.
    static func host(of authority: String) -> String {
        let text = authority.lowercased()
        let isLiteral = text.hasPrefix("[")
        let end = isLiteral ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":")
        let rest = text[(end ?? text.endIndex)...]
        guard rest.isEmpty || (rest.first == ":" && rest.dropFirst().allSatisfy(\.isNumber)) else { return "" }
        return String(text[..<(end ?? text.endIndex)])
    }

    static func authority(of origin: String) -> String {
        String(origin.drop { $0 != "/" }.drop { $0 == "/" })
    }
}

enum IPLiteral {
    static func isOne(_ host: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        if host.hasPrefix("["), host.hasSuffix("]") {
            return inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &six) == 1
        }
        return inet_pton(AF_INET, host, &four) == 1
    }
}

/// What changes something must come from our own pages (or from a program, which has a token and no cookie).
struct CrossSiteRule {
    let settings: WebSettings

    /// - Parameter isClaimed: A trusted proxy says who asks, which it says of another site's requests too.
    func check(_ request: Request, isClaimed: Bool = false) throws(ParleyError) {
        switch request.method {
        case .get, .head, .options: return
        default: break
        }
        let hasCookie = request.headers[.cookie] != nil
        // A browser sends the password that it gave a proxy by itself, but never a token.
        let isProgram = request.bearerToken != nil
        if !hasCookie, isProgram { return }
        if let site = request.headers[.secFetchSite] {
            guard site == "same-origin" || site == "none" else { throw Self.refused }
        } else if let origin = request.headers[.origin] {
            guard isOurs(origin, request) else { throw Self.refused }
        } else if hasCookie || isClaimed {
            throw Self.refused
        }
    }

    private func isOurs(_ origin: String, _ request: Request) -> Bool {
        if origin == settings.publicOrigin { return true }
        return HostRule.authority(of: origin).lowercased() == request.head.authority?.lowercased()
    }

    private static let refused = ParleyError(.forbidden, "This request comes from another site.")
}
