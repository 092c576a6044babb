public import ParleyCore

extension ReplyFailure {
    static let maximumProviderMessageCharacters = 2_000

    /// What an answer with an HTTP status other than 200 means.
    public init(status: Int, body: Span<UInt8>, provider: String) {
        self = ErrorBody(body).failure(status: status, provider: provider)
    }

    /// The provider's words as they may be shown: no control characters, not endless.
    static func bounded(_ words: String?) -> String? {
        guard let words else { return nil }
        let visible = words.unicodeScalars.lazy
            .filter { $0 == "\n" || $0.properties.generalCategory != .control }
            .prefix(maximumProviderMessageCharacters)
        let text = String(String.UnicodeScalarView(visible))
        return text.allSatisfy(\.isWhitespace) ? nil : text
    }
}

extension ErrorBody {
    /// - Parameter outer: The HTTP status of the answer; nil where the error came inside a stream that began well.
    func failure(status outer: Int?, provider: String) -> ReplyFailure {
        let told = outer.flatMap { $0 >= 400 ? $0 : nil } ?? status
        let code = code(status: told)
        var failure = ReplyFailure(
            code, code.sentence(provider: provider, status: told), providerMessage: ReplyFailure.bounded(message))
        failure.overflow = overflow(code)
        return failure
    }

    /// A limit for the answer that is too high is a bad request to some and a long context to others.
    private func overflow(_ code: ReplyFailure.Code) -> ContextOverflow? {
        guard code == .contextLength || code == .badRequest else { return nil }
        var overflow = OverflowNumbers.find(in: message ?? "") ?? ContextOverflow()
        overflow.window = window ?? overflow.window
        overflow.promptTokens = promptTokens ?? overflow.promptTokens
        return code == .contextLength || overflow.isOutputTooLong ? overflow : nil
    }

    /// Words first: providers agree on their words more than on their statuses.
    private func code(status: Int?) -> ReplyFailure.Code {
        let labels = " " + labels.joined(separator: " ").lowercased() + " "
        let words = labels + " " + (message ?? "").prefix(2_000).lowercased()
        if let code = Self.signs.first(where: { $0.matches(labels, words, status) })?.code { return code }
        return status.map(Self.code(ofStatus:)) ?? .server
    }

    private static func code(ofStatus status: Int) -> ReplyFailure.Code {
        switch status {
        case 401, 403, 407: .auth
        case 402: .quota
        case 404: .notFound
        case 429: .rateLimit
        case 503, 529: .overloaded
        case 400..<500: .badRequest
        default: .server
        }
    }
}

/// Words by which providers tell what went wrong.
private struct Sign {
    var code: ReplyFailure.Code
    /// In `code`, `type` or `status`.
    var labels: [String]
    /// Anywhere; believed only with one of these statuses, or inside a stream, which has none.
    var words: [String] = []
    var statuses: ClosedRange<Int> = 400...599

    func matches(_ allLabels: String, _ allWords: String, _ status: Int?) -> Bool {
        labels.contains(where: allLabels.contains)
            || statuses.contains(status ?? statuses.lowerBound) && words.contains(where: allWords.contains)
    }
}

extension ErrorBody {
    private static let signs: [Sign] = [
        Sign(
            code: .contextLength, labels: ["context_length", "exceed_context_size", "context_window"],
            words: [
                "context length", "context window", "context size", "prompt is too long", "too many tokens",
                "input is too long", "maximum number of tokens", "reduce the length", "max_model_len",
                "maximum prompt length", "model token limit", "`max_new_tokens` must be", "too big compared to kv",
            ], statuses: 400...422),
        Sign(
            code: .contentFilter,
            labels: ["content_filter", "content_policy", "responsibleaipolicy", "data_inspection"],
            words: [
                "content management policy", "content filter", "flagged by moderation", "requires moderation",
                "violates usage guidelines",
            ],
            statuses: 400...422),
        Sign(
            code: .quota,
            labels: [
                "insufficient_quota", "insufficient_balance", "billing", "quota_exceeded", "quota_limit",
                "budget_exceeded",
            ],
            words: ["insufficient balance", "insufficient credit", "check your plan and billing", "billing hard limit"]),
        Sign(code: .rateLimit, labels: ["rate_limit", "resource_exhausted", "too_many_requests"]),
        Sign(
            code: .auth,
            labels: ["authentication", "invalid_api_key", "unauthorized", "unauthenticated", "permission_denied"],
            words: ["incorrect api key", "invalid api key", "api key not valid"]),
        Sign(code: .notFound, labels: ["model_not_found", "not_found_error", " not_found "]),
        Sign(code: .overloaded, labels: ["overloaded", "unavailable"], words: ["overloaded"], statuses: 500...599),
        Sign(code: .badRequest, labels: ["invalid_request", "invalid_argument", "badrequest"]),
    ]
}

extension ReplyFailure.Code {
    /// Plain words for people, with whatever they can do about it.
    fileprivate func sentence(provider: String, status: Int?) -> String {
        let reason = sentence(provider: provider)
        return status.map { reason.dropLast() + " (HTTP \($0))." } ?? reason
    }

    private func sentence(provider: String) -> String {
        switch self {
        case .auth: "The provider \(provider) did not accept the API key."
        case .notFound: "The provider \(provider) does not know this model or this address."
        case .rateLimit: "The provider \(provider) takes no more requests for the moment."
        case .quota: "The account at the provider \(provider) has no quota or credit left."
        case .contextLength: "The conversation is longer than this model can read."
        case .contentFilter: "The provider \(provider) refused the conversation for its content."
        case .overloaded: "The provider \(provider) is overloaded."
        case .badRequest: "The provider \(provider) could not make sense of the request."
        default: "The provider \(provider) failed to answer."
        }
    }
}
