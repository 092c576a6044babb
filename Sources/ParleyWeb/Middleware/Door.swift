import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import ParleyCore
import ParleyWire

/// The outermost middleware: nobody comes in without a proper Host, every error leaves in the contract's shape, every
/// answer has the security headers, and each request is one line in the log, without its query or its text.
struct Door: RouterMiddleware {
    typealias Context = OpenContext

    let settings: WebSettings
    let pages: Pages

    func handle(
        _ request: Request, context: OpenContext, next: (Request, OpenContext) async throws -> Response
    ) async throws -> Response {
        let begin = ContinuousClock.now
        var context = context
        let isProxy = learnOrigin(of: request, in: &context)
        var response: Response
        do {
            if isProxy { context.claim = try settings.trustedHeader.flatMap(request.proxyClaim) }
            try HostRule(settings: settings).check(request)
            try CrossSiteRule(settings: settings).check(request, isClaimed: context.claim != nil)
            response = try await next(request, context)
        } catch {
            response = answer(to: error, request: request, context: context)
        }
        SecurityHeaders.add(
            to: &response.headers, isHTTPS: context.isHTTPS,
            isTrustworthy: context.isHTTPS || HostRule.isLoopback(request.head.authority ?? ""))
        response.headers[.requestID] = context.id
        log(request, response, context: context, took: .now - begin)
        return closing(response, request: request, context: context)
    }

    /// A trusted proxy's word about its client is taken; nobody else's. True where the peer is one.
    private func learnOrigin(of request: Request, in context: inout OpenContext) -> Bool {
        context.isHTTPS = settings.publicOrigin?.hasPrefix("https://") ?? false
        guard settings.isTrustedProxy(context.address) else { return false }
        // A proxy that talks plain http with another before it does not undo what the settings say of the whole way.
        if request.headers[.forwardedProto]?.lowercased() == "https" { context.isHTTPS = true }
        let hops = ForwardedHops(request.headers[.forwardedFor] ?? "")
        if let client = hops.client(besides: settings.isTrustedProxy) { context.address = client }
        return true
    }

    private func answer(to error: any Error, request: Request, context: OpenContext) -> Response {
        let told = ErrorAnswer.told(error)
        if told.code == .internalError {
            context.logger.error("request failed", metadata: ["error": "\(error)", "id": "\(context.id)"])
        }
        if request.wantsPage { return pages.error(told) }
        return ErrorAnswer.response(told)
    }

    private func log(
        _ request: Request, _ response: Response, context: OpenContext, took: Duration
    ) {
        let facts: Logger.Metadata = [
            "id": "\(context.id)", "method": "\(request.method.rawValue)",
            "route": "\(context.endpointPath ?? "-")", "status": "\(response.status.code)",
            "ms": "\(Int(took / .milliseconds(1)))", "address": "\(context.address)",
        ]
        context.logger.log(level: response.status.code >= 500 ? .error : .info, "request", metadata: facts)
    }

    /// Hummingbird reads and drops what is left of a body without a limit; a connection that still has much to say
    /// after its answer is closed instead.
    private func closing(_ response: Response, request: Request, context: OpenContext) -> Response {
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        let isHeavy = length > 64 << 10 || request.headers[.transferEncoding] != nil
        guard isHeavy, response.status.code >= 400 else { return response }
        return response.thenClosing(context.channel)
    }
}

extension Response {
    /// Ends the connection after this answer: our side first, so that the answer is read, then all of it.
    func thenClosing(_ channel: any Channel) -> Response {
        var response = self
        response.headers[.connection] = "close"
        let body = response.body
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            await channel.hangUp()
        }
        return response
    }
}

extension Request {
    /// Whether a person's browser asks for a page, rather than a program for JSON.
    var wantsPage: Bool {
        !isForPrograms && (headers[.accept]?.contains("text/html") ?? false)
    }
}
