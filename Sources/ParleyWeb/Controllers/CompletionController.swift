import HTTPTypes
import Hummingbird
import NIOCore
import ParleyCore
import ParleyLive
import ParleyTeam
import ParleyWire
import ServiceLifecycle

/// OpenAI's chat completions for programs: what they ask is passed on as it is, and so is what comes back.
struct CompletionController {
    let relay: CompletionRelay
    let conversations: Conversations
    let feed: LiveFeed
    let means: Means

    @Sendable func create(_ request: Request, _ context: SignedInContext) async throws -> Response {
        guard context.person.role.mayTalk else {
            throw ParleyError(.forbidden, "A reviewer reads and does not write.")
        }
        let wish = try await request.completionWish()
        if wish.isStored { return try await StoredCompletion(self, request, context).answer(wish) }
        try means.requireOneModel(wish.model, naming: wish.fieldOfOtherModels, for: context.person)
        let answer = try await relay.begin(wish, by: context.person)
        let listener = listener(context) { answer.cancel() }
        let stream = RelayStream(answer, listener: listener, feed: feed)
        let departure = await context.channel.departure()
        departure?.onHappening { answer.cancel() }
        defer { departure?.onHappening(nil) }
        return await withGracefulShutdownHandler {
            await begin(answer, wish) { isEvents in
                var stream = stream
                stream.isEvents = isEvents
                var response = StreamAnswer(
                    request: request, channel: context.channel, listener: listener, feed: feed
                ).response(stream: stream)
                if !isEvents { response.headers[.contentType] = "application/json; charset=utf-8" }
                return response
            }
        } onGracefulShutdown: {
            answer.cancel()
        }
    }

    private func begin(
        _ answer: RelayedAnswer, _ wish: CompletionWish, passing: (_ isEvents: Bool) -> Response
    ) async -> Response {
        do throws(ReplyFailure) {
            switch try await answer.begin() {
            case .answer(let head):
                return passing(head.isEventStream || wish.isStream)
            case .late: return passing(true)
            case .refused(let head, let body): return Self.refusal(head, body)
            }
        } catch {
            return Self.response(to: error)
        }
    }

    func listener(_ context: SignedInContext, onClose: (@Sendable () -> Void)? = nil) -> Listener {
        let channel = context.channel
        return Listener(
            context.identity, conversationID: nil,
            hearsHints: false, hangUp: { channel.close(promise: nil) }, onClose: onClose)
    }

    /// The provider's own words with its own status; but a key that it refuses is this server's, not the program's.
    private static func refusal(_ head: RelayHead, _ body: [UInt8]) -> Response {
        var response: Response
        if [401, 403, 407].contains(head.status) || (300..<400).contains(head.status) || !isJSON(body) {
            let failure = ReplyFailure(status: head.status, body: body.span, provider: "of this model")
            response = .json(ErrorShape.json(failure), status: status(of: head.status))
        } else {
            response = .json(body, status: HTTPResponse.Status(code: head.status))
        }
        return told(response, retryAfter: head.retryAfter)
    }

    private static func told(_ response: Response, retryAfter seconds: Double?) -> Response {
        var response = response
        if let seconds { response.headers[.retryAfter] = "\(Int(min(max(seconds, 0), 1e6).rounded(.up)))" }
        return response
    }

    private static func isJSON(_ body: [UInt8]) -> Bool {
        body.first { $0 > 0x20 } == UInt8(ascii: "{")
    }

    private static func status(of status: Int) -> HTTPResponse.Status {
        (400..<600).contains(status) && ![401, 403, 407].contains(status)
            ? HTTPResponse.Status(code: status) : .badGateway
    }

    /// No answer came from the provider.
    static func response(to failure: ReplyFailure) -> Response {
        told(.json(ErrorShape.json(failure), status: status(of: failure.code)), retryAfter: failure.retryAfter)
    }

    private static func status(of code: ReplyFailure.Code) -> HTTPResponse.Status {
        switch code {
        case .notFound: .notFound
        case .badRequest, .contextLength, .contentFilter: .badRequest
        case .rateLimit, .quota: .tooManyRequests
        case .overloaded, .providerUnavailable: .serviceUnavailable
        case .timeout, .stalled: .gatewayTimeout
        case .auth, .server, .unreachable, .truncated, .protocol: .badGateway
        }
    }
}
