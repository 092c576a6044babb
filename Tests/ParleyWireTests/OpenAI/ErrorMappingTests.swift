import ParleyCore
import ParleyWire
import Testing

struct ErrorMappingTests {
    private static func failure(_ status: Int, _ body: String) -> ReplyFailure {
        ReplyFailure(status: status, body: Array(body.utf8).span, provider: "acme")
    }

    struct Refusal: Sendable, CustomStringConvertible {
        var status: Int
        var body: String
        var code: ReplyFailure.Code

        init(_ status: Int, _ body: String, _ code: ReplyFailure.Code) {
            self.status = status
            self.body = body
            self.code = code
        }

        var description: String { "\(status) \(body.prefix(60))" }
    }

    private static let refusals = [
        Refusal(401, #"{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}"#, .auth),
        Refusal(401, "", .auth), Refusal(403, "", .auth), Refusal(407, "", .auth),
        Refusal(
            400,
            #"[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]"#,
            .auth),
        Refusal(402, "", .quota),
        Refusal(402, #"{"error":{"message":"Insufficient Balance","code":"invalid_request_error"}}"#, .quota),
        Refusal(
            429,
            #"{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","code":"insufficient_quota"}}"#,
            .quota),
        Refusal(429, "", .rateLimit),
        Refusal(
            429,
            #"{"error":{"message":"Rate limit reached for tokens per min. Visit billing","type":"tokens","code":"rate_limit_exceeded"}}"#,
            .rateLimit),
        Refusal(
            404, #"{"error":{"message":"model \"x\" not found, try pulling it first","type":"api_error"}}"#, .notFound),
        Refusal(404, #"{"detail":"Not Found"}"#, .notFound),
        Refusal(400, #"{"error":{"message":"x","code":"model_not_found"}}"#, .notFound),
        Refusal(
            400,
            #"{"error":{"message":"This model's maximum context length is 8192 tokens.","code":"context_length_exceeded"}}"#,
            .contextLength),
        Refusal(
            400,
            #"{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested","type":"BadRequestError","code":400}"#,
            .contextLength),
        Refusal(
            400,
            #"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}"#,
            .contextLength),
        Refusal(
            400,
            #"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#,
            .contextLength),
        Refusal(413, #"{"error":"input is too long"}"#, .contextLength),
        Refusal(
            400,
            #"{"error":{"message":"The response was filtered due to Azure's content management policy.","code":"content_filter"}}"#,
            .contentFilter),
        Refusal(400, #"{"error":{"message":"no","code":"content_policy_violation"}}"#, .contentFilter),
        Refusal(
            403, #"{"error":{"message":"Your chosen model requires moderation and your input was flagged"}}"#,
            .contentFilter),
        Refusal(400, #"{"error":{"message":"bad temperature","type":"invalid_request_error"}}"#, .badRequest),
        Refusal(
            422, #"{"detail":[{"loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}"#, .badRequest),
        Refusal(413, "<html><head><title>413 Request Entity Too Large</title></head></html>", .badRequest),
        Refusal(503, "", .overloaded),
        Refusal(529, #"{"error":{"type":"overloaded_error","message":"Overloaded"}}"#, .overloaded),
        Refusal(500, #"{"error":{"message":"The engine is currently overloaded"}}"#, .overloaded),
        Refusal(500, "", .server), Refusal(502, "<html><title>502 Bad Gateway</title></html>", .server),
        Refusal(504, "upstream request timeout", .server),
        Refusal(500, #"{"error":{"message":"the context window manager crashed"}}"#, .server),
        Refusal(500, "\u{0}\u{1}\u{2}", .server), Refusal(500, "[[[[", .server), Refusal(418, "{}", .badRequest),
    ]

    @Test(arguments: refusals)
    func aRefusalHasItsCode(_ refusal: Refusal) {
        #expect(Self.failure(refusal.status, refusal.body).code == refusal.code)
    }

    @Test(arguments: refusals)
    func aRefusalIsToldInPlainWords(_ refusal: Refusal) {
        let message = Self.failure(refusal.status, refusal.body).message
        #expect(message.hasSuffix("(HTTP \(refusal.status))."))
        #expect(!message.contains("{"))
    }

    @Test func theProvidersOwnWordsAreKept() {
        #expect(Self.failure(500, #"{"error":{"message":"boom \u00e9"}}"#).providerMessage == "boom é")
        #expect(Self.failure(422, #"{"detail":[{"msg":"Extra inputs"}]}"#).providerMessage == "Extra inputs")
        #expect(Self.failure(500, "plain words").providerMessage == "plain words")
        #expect(Self.failure(500, "").providerMessage == nil)
        #expect(Self.failure(500, "{}").providerMessage == nil)
    }

    @Test func theProvidersOwnWordsAreNotEndless() {
        let long = String(repeating: "é", count: 50_000)
        #expect(Self.failure(500, #"{"error":"\#(long)"}"#).providerMessage?.count == 2_000)
    }

    @Test func controlCharactersDoNotReachTheLog() {
        #expect(Self.failure(500, #"{"error":"a\u001b[31m\u0000\u0007b\nc"}"#).providerMessage == "a[31mb\nc")
    }

    @Test func aPageIsCutToAHint() {
        let page =
            "<!DOCTYPE html><html><head><title>502 Bad\n Gateway</title></head><body><h1>nginx</h1></body></html>"
        #expect(Self.failure(502, page).providerMessage == "502 Bad Gateway")
        #expect(Self.failure(502, "<h1>Bad</h1><p>gateway</p>").providerMessage == "Bad gateway")
    }
}
