/// A request that could not be done, told to the person who asked. Anything else that is thrown is internal.
public struct ParleyError: Error, Hashable, Sendable {
    public enum Code: String, Sendable, CaseIterable {
        case invalid = "invalid_request"
        case unprocessable = "unprocessable"
        case unauthenticated = "unauthenticated"
        case forbidden = "forbidden"
        case notFound = "not_found"
        case methodNotAllowed = "method_not_allowed"
        case conflict = "conflict"
        case generationInProgress = "generation_in_progress"
        case tooLarge = "too_large"
        case unsupportedMediaType = "unsupported_media_type"
        case misdirected = "misdirected_request"
        case rateLimit = "rate_limit"
        case headersTooLarge = "headers_too_large"
        case uriTooLong = "uri_too_long"
        case overloaded = "overloaded"
        case providerUnavailable = "provider_unavailable"
        case storageFull = "storage_full"
        case storageUnavailable = "storage_unavailable"
        case shuttingDown = "shutting_down"
        case internalError = "internal_error"
    }

    public var code: Code
    /// For people: plain words, no internals.
    public var message: String
    /// Seconds after which trying again makes sense.
    public var retryAfter: Int?

    public init(_ code: Code, _ message: String, retryAfter: Int? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    public static let notFound = ParleyError(.notFound, "There is nothing here that you may see.")
    public static let unauthenticated = ParleyError(.unauthenticated, "Please sign in.")
    public static let generationInProgress = ParleyError(
        .generationInProgress, "An answer is being written in this conversation; wait for it or stop it.")
    public static let shuttingDown = ParleyError(.shuttingDown, "The server is shutting down.", retryAfter: 5)
}

/// Why an answer failed, in the contract's words.
public struct ReplyFailure: Error, Hashable, Sendable {
    public enum Code: String, Sendable, CaseIterable {
        case auth
        case notFound = "not_found"
        case badRequest = "bad_request"
        case rateLimit = "rate_limit"
        case quota
        case contextLength = "context_length"
        case contentFilter = "content_filter"
        case overloaded
        case server
        case unreachable
        /// The stream was cut: it ended without a sign that it was whole.
        case truncated
        case stalled
        case timeout
        case `protocol`
        case providerUnavailable = "provider_unavailable"
    }

    public var code: Code
    public var message: String
    /// The provider's own words, shown as text under ours.
    public var providerMessage: String?
    /// Where the request was too long: by how much, as far as the provider said it.
    public var overflow: ContextOverflow?
    /// Seconds that the provider asks to wait.
    public var retryAfter: Double?

    public init(_ code: Code, _ message: String, providerMessage: String? = nil) {
        self.code = code
        self.message = message
        self.providerMessage = providerMessage
    }
}
