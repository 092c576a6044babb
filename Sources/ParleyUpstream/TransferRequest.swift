/// One HTTP request as the loop carries it out: exactly one attempt, never sent twice.
struct TransferRequest: Sendable {
    var method: String
    var url: String
    /// Whole header lines without line ends, already checked.
    var headers: [String]
    var body: [UInt8]?
    var unixSocketPath: String?
    /// Loopback and sockets are reached directly, whatever the environment says of proxies.
    var usesProxy: Bool
    var limits: TransferLimits
}

/// The beginning of an answer.
struct TransferHead: Sendable {
    var status = 0
    /// In lower case, without parameters.
    var contentType = ""
    /// How long the provider asks to wait before another attempt.
    var retryAfter: Double?
}

/// How a transfer ended. By then its socket is closed.
enum TransferEnd: Sendable {
    /// The server ended its answer in an orderly way; that says nothing about the answer being whole.
    case completed
    case failed(TransferFault)
    case limit(TransferLimits.Kind)
    /// The receiver wanted no more.
    case satisfied
    case aborted
    case shutDown
}
