public import ParleyCore

/// What the web room must know of how it is reached.
public struct WebSettings: Sendable {
    /// Scheme, host and port of `public_url`, as a browser writes an origin.
    public var publicOrigin: String?
    public var allowedHosts: [String]
    /// Whether a proxy's word about its client counts.
    public var isTrustedProxy: @Sendable (String) -> Bool
    public var machineName: String
    /// The headers in which a trusted proxy names people, where it is to be believed.
    public var trustedHeader: TrustedHeader?

    public init(
        publicOrigin: String?, allowedHosts: [String], machineName: String, trustedHeader: TrustedHeader? = nil,
        isTrustedProxy: @escaping @Sendable (String) -> Bool
    ) {
        self.publicOrigin = publicOrigin
        self.allowedHosts = allowedHosts
        self.machineName = machineName
        self.trustedHeader = trustedHeader
        self.isTrustedProxy = isTrustedProxy
    }
}
