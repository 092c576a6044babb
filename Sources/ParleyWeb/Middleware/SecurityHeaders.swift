import HTTPTypes
import Hummingbird

/// Headers that every answer carries, errors too (OWASP ASVS 5.0, 3.4).
enum SecurityHeaders {
    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "worker-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'self'",
        "frame-ancestors 'none'", "object-src 'none'",
        // No text becomes script or HTML except through the page's one policy, which makes its own files' addresses.
        "require-trusted-types-for 'script'", "trusted-types parley",
    ].joined(separator: "; ")

    /// - Parameter isTrustworthy: Whether the browser takes the address for a secure context; elsewhere it would
    ///   complain about headers that it does not heed.
    static func add(to headers: inout HTTPFields, isHTTPS: Bool, isTrustworthy: Bool) {
        headers[.contentSecurityPolicy] = policy
        headers[.xContentTypeOptions] = "nosniff"
        headers[.referrerPolicy] = "same-origin"
        if isTrustworthy { headers[.crossOriginOpenerPolicy] = "same-origin" }
        headers[.crossOriginResourcePolicy] = "same-origin"
        headers[.permissionsPolicy] = "camera=(), geolocation=(), microphone=()"
        if isHTTPS { headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains" }
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    }
}

extension HTTPField.Name {
    static let referrerPolicy = HTTPField.Name.known("Referrer-Policy")
    static let crossOriginOpenerPolicy = HTTPField.Name.known("Cross-Origin-Opener-Policy")
    static let permissionsPolicy = HTTPField.Name.known("Permissions-Policy")
    static let secFetchSite = HTTPField.Name.known("Sec-Fetch-Site")
    static let requestID = HTTPField.Name.known("X-Request-Id")
    static let messageID = HTTPField.Name.known("X-Parley-Message-Id")
    static let userMessageID = HTTPField.Name.known("X-Parley-User-Message-Id")
    static let conversationID = HTTPField.Name.known("X-Parley-Conversation-Id")
    static let accelBuffering = HTTPField.Name.known("X-Accel-Buffering")
    static let clearSiteData = HTTPField.Name.known("Clear-Site-Data")
    static let forwardedFor = HTTPField.Name.known("X-Forwarded-For")
    static let forwardedProto = HTTPField.Name.known("X-Forwarded-Proto")

    /// The names above are all valid tokens, so the other arm is never taken.
    private static func known(_ name: String) -> HTTPField.Name {
        HTTPField.Name(name) ?? .date
    }
}
