import Foundation

/// Where a provider's doors are (OpenID Connect Discovery 1.0, 3).
struct ProviderMetadata: Decodable, Sendable {
    var issuer: String
    var authorizationEndpoint: String
    var tokenEndpoint: String
    var keysURI: String
    var userinfoEndpoint: String?
    var authMethods: [String]?
    /// It says its own name when it sends people back (RFC 9207).
    var namesItself: Bool?

    private enum CodingKeys: String, CodingKey {
        case issuer
        case authorizationEndpoint = "authorization_endpoint"
        case tokenEndpoint = "token_endpoint"
        case keysURI = "jwks_uri"
        case userinfoEndpoint = "userinfo_endpoint"
        case authMethods = "token_endpoint_auth_methods_supported"
        case namesItself = "authorization_response_iss_parameter_supported"
    }

    static func address(of issuer: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
    }

    static func read(_ json: Data, issuer: String) throws(SignOnFailure) -> ProviderMetadata {
        guard let metadata = try? JSONDecoder().decode(ProviderMetadata.self, from: json) else {
            throw .provider("its discovery document is none")
        }
        guard metadata.issuer.isExactly(issuer) else {
            throw .provider("it calls itself \(metadata.issuer.asLogWord); sign_on.issuer must be exactly that")
        }
        let doors = [
            metadata.authorizationEndpoint, metadata.tokenEndpoint, metadata.keysURI, metadata.userinfoEndpoint,
        ]
        for door in doors.compactMap({ $0 }) where !isSafe(door, besides: issuer) {
            throw .provider("it names an address that is not https: \(door.asLogWord)")
        }
        return metadata
    }

    /// https, or plain http on this machine where the issuer is so too.
    private static func isSafe(_ address: String, besides issuer: String) -> Bool {
        guard let parts = URLComponents(string: address), let host = parts.host, !host.isEmpty else { return false }
        if parts.scheme == "https" { return true }
        return parts.scheme == "http" && issuer.hasPrefix("http://") && LoopbackName.isOne(host)
    }
}

/// Names of this machine.
enum LoopbackName {
    static func isOne(_ host: String) -> Bool {
        let name = host.lowercased().trimmingCharacters(in: ["[", "]"])
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
        let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
