/// A small HTTP request whose whole answer is wanted.
public struct FetchRequest: Hashable, Sendable {
    public var method: String
    public var url: String
    public var headers: [String: String]
    public var body: [UInt8]?
    /// Where the server listens on a Unix socket instead of the URL's host.
    public var unixSocketPath: String?
    public var connectTimeoutSeconds: Double
    public var totalTimeoutSeconds: Double
    public var maximumBytes: Int

    public init(
        _ method: String = "GET", url: String, headers: [String: String] = [:], body: [UInt8]? = nil,
        unixSocketPath: String? = nil, connectTimeoutSeconds: Double = 5, totalTimeoutSeconds: Double = 10,
        maximumBytes: Int = 8 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.unixSocketPath = unixSocketPath
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.totalTimeoutSeconds = totalTimeoutSeconds
        self.maximumBytes = maximumBytes
    }
}

public struct FetchResponse: Hashable, Sendable {
    public var status: Int
    public var body: [UInt8]

    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// Fetches small answers: lists of models, a running server's own socket.
public protocol HTTPFetch: Sendable {
    func fetch(_ request: FetchRequest) async throws(ReplyFailure) -> FetchResponse
}
