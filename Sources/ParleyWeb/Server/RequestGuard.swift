import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import ParleyCore
import ParleyWire

/// Watches over the requests of one connection: what could be read in two ways is refused before any route sees it,
/// and the guard over its bytes is told how far each request has come.
final class RequestGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private var bytes: ByteGuard?
    /// Body chunks of one read, gathered: a body of one-byte chunks would otherwise cost a wake-up for each.
    private var gathered: ByteBuffer?
    private var hasRefused = false

    func handlerAdded(context: ChannelHandlerContext) {
        bytes = try? context.pipeline.syncOperations.handler(type: ByteGuard.self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasRefused else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard RequestHeadRule.isClear(head) else {
                hasRefused = true
                return context.fireErrorCaught(HTTPParserError.unknown)
            }
            context.fireChannelRead(wrapInboundOut(.head(begun(head, context))))
        case .body(var buffer):
            if gathered == nil { gathered = buffer } else { gathered?.writeBuffer(&buffer) }
        case .end:
            pass(context)
            bytes?.didReadEnd()
            context.fireChannelRead(data)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        pass(context)
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        pass(context)
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where Self.isRefusalOfFramework(head):
            refuse(head, context, promise)
        case .end:
            bytes?.didAnswer()
            context.write(data, promise: promise)
        default:
            context.write(data, promise: promise)
        }
    }

    private func pass(_ context: ChannelHandlerContext) {
        guard let buffer = gathered else { return }
        gathered = nil
        context.fireChannelRead(wrapInboundOut(.body(buffer)))
    }

    private func begun(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) -> HTTPRequestHead {
        let length = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        let isChunked = head.headers.contains(name: "Transfer-Encoding")
        bytes?.didReadHead(bodyBytes: isChunked ? -1 : length, context)
        greet(head, length: length, context)
        var head = head
        // Hummingbird knows the word only alone and in lower case, and takes every version for 1.1.
        if !head.isKeepAlive || head.version != .http1_1 {
            head.headers.replaceOrAdd(name: "Connection", value: "close")
        }
        return head
    }

    /// Who waits for permission to send a body gets it at once, or the answer that it is too large.
    private func greet(_ head: HTTPRequestHead, length: Int, _ context: ChannelHandlerContext) {
        guard length <= BodyLimit.message, head.headers.first(name: "Expect")?.lowercased() == "100-continue"
        else { return }
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
    }

    /// Our own answers of this status always have a body.
    private static func isRefusalOfFramework(_ head: HTTPResponseHead) -> Bool {
        head.status == .badRequest && head.headers.first(name: "Content-Length") == "0"
    }

    /// A request that is not HTTP has no route and no middleware; its refusal has the contract's shape too.
    private func refuse(
        _ head: HTTPResponseHead, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
    ) {
        let json = ErrorShape.json(ErrorAnswer.notHTTP)
        var fields = HTTPFields()
        SecurityHeaders.add(to: &fields, isHTTPS: false, isTrustworthy: true)
        fields[.connection] = "close"
        fields[.contentType] = "application/json; charset=utf-8"
        fields[.contentLength] = "\(json.count)"
        var head = head
        head.headers = HTTPHeaders(fields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: json)))), promise: promise)
    }
}

/// What a request's head must say in one way only (RFC 9112, 3.2, 3.3 and 6.1).
enum RequestHeadRule {
    static func isClear(_ head: HTTPRequestHead) -> Bool {
        hasClearTarget(head) && hasClearCoding(head)
    }

    /// One Host, and a target that names no other.
    private static func hasClearTarget(_ head: HTTPRequestHead) -> Bool {
        let hosts = head.headers[canonicalForm: "Host"]
        guard hosts.count == 1, let host = hosts.first, !host.isEmpty else { return false }
        if head.uri.hasPrefix("/") || head.uri == "*" { return true }
        let target = head.uri.lowercased()
        guard let scheme = ["http://", "https://"].first(where: target.hasPrefix) else { return false }
        return target.dropFirst(scheme.count).prefix { !"/?#".contains($0) } == host.lowercased()
    }

    /// No coding but the one we can read: whatever else a body is in, its end would be a guess.
    private static func hasClearCoding(_ head: HTTPRequestHead) -> Bool {
        let codings = head.headers[canonicalForm: "Transfer-Encoding"]
        guard !codings.isEmpty else { return true }
        return codings.count == 1 && codings[0].lowercased() == "chunked" && head.version == .http1_1
            && !head.headers.contains(name: "Content-Length")
    }
}
