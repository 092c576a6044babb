import HTTPTypes
import NIOCore
import NIOHTTPTypes
import ParleyCore
import ParleyWire

/// Watches over the requests of one connection, and tells the guard over its bytes how far each has come.
final class PartGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var bytes: ByteGuard?
    private var hasRequest = false

    func handlerAdded(context: ChannelHandlerContext) {
        bytes = try? context.pipeline.syncOperations.handler(type: ByteGuard.self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            hasRequest = true
            context.fireChannelRead(wrapInboundOut(.head(begun(head, context))))
        case .body:
            context.fireChannelRead(data)
        case .end:
            bytes?.didReadEnd()
            context.fireChannelRead(data)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where !hasRequest && head.status == .badRequest:
            refuse(head, context, promise)
        case .end:
            bytes?.didAnswer()
            context.write(data, promise: promise)
        default:
            context.write(data, promise: promise)
        }
    }

    private func begun(_ head: HTTPRequest, _ context: ChannelHandlerContext) -> HTTPRequest {
        let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
        let isChunked = head.headerFields[.transferEncoding] != nil
        bytes?.didReadHead(bodyBytes: isChunked ? -1 : length, context)
        greet(head, length: length, context)
        var head = head
        // Hummingbird knows the word only in lower case.
        let wantsClose = head.headerFields[.connection]?.lowercased() == "close"
        if wantsClose || bytes?.isOldHTTP == true { head.headerFields[.connection] = "close" }
        return head
    }

    /// Who waits for permission to send a body gets it at once, or the answer that it is too large.
    private func greet(_ head: HTTPRequest, length: Int, _ context: ChannelHandlerContext) {
        guard let name = HTTPField.Name("Expect"), length <= BodyLimit.message,
            head.headerFields[name]?.lowercased() == "100-continue"
        else { return }
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    /// A request that is not HTTP is refused before any route sees it; its refusal has the contract's shape too.
    private func refuse(_ head: HTTPResponse, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        let json = ErrorShape.json(ParleyError(.invalid, "The request is not valid HTTP."))
        var head = head
        SecurityHeaders.add(to: &head.headerFields, isHTTPS: false, isTrustworthy: true)
        head.headerFields[.contentType] = "application/json; charset=utf-8"
        head.headerFields[.contentLength] = "\(json.count)"
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: json))), promise: promise)
    }
}
