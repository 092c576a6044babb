/// What the web room must know of how it is reached.
public struct WebSettings: Sendable {
    /// Scheme, host and port of `public_url`, as a browser writes an origin.
    public var publicOrigin: String?
    public var allowedHosts: [String]
    /// Whether a proxy's word about its client counts.
    public var isTrustedProxy: @Sendable (String) -> Bool
    public var machineName: String

    public init(
        publicOrigin: String?, allowedHosts: [String], machineName: String,
        isTrustedProxy: @escaping @Sendable (String) -> Bool
    ) {
        self.publicOrigin = publicOrigin
        self.allowedHosts = allowedHosts
        self.machineName = machineName
        self.isTrustedProxy = isTrustedProxy
    }
}
