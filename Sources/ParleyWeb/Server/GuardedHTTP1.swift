public import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypesHTTP1

extension HTTPServerBuilder {
    /// HTTP/1.1 with this server's own limits.
    public static var guarded: HTTPServerBuilder {
        HTTPServerBuilder { responder in
            GuardedHTTP1(
                inner: HTTP1Channel(
                    responder: responder,
                    configuration: .init(
                        idleTimeout: .seconds(75),
                        httpDecoderConfiguration: .init(
                            maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 64))))
        }
    }
}

/// Hummingbird's HTTP/1.1, between a guard over bytes and one over requests.
struct GuardedHTTP1: ServerChildChannel {
    /// What the kernel may hold for a reader that does not read; without it, megabytes.
    private static let sendBufferBytes: Int = 32 << 10
    /// What waits in here for a reader that does not read, before its writers are made to wait.
    private static let waitingBytes = ChannelOptions.Types.WriteBufferWaterMark(low: 8 << 10, high: 16 << 10)
    /// What the kernel may hold of a body that we do not read; the kernel doubles it.
    private static let receiveBufferBytes: Int = 128 << 10
    /// Sent bytes that nobody acknowledges for this long mean that the other side is gone.
    private static let unacknowledgedMilliseconds: Int = 30_000

    let inner: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let options = [
            channel.setOption(.writeBufferWaterMark, value: Self.waitingBytes),
            channel.setOption(.socketOption(.so_sndbuf), value: .init(Self.sendBufferBytes)),
            channel.setOption(.socketOption(.so_rcvbuf), value: .init(Self.receiveBufferBytes)),
            channel.setOption(.tcpOption(.userTimeout), value: .init(Self.unacknowledgedMilliseconds)),
        ]
        let limited = EventLoopFuture.andAllComplete(options, on: channel.eventLoop)
        return limited.flatMapThrowing { () throws -> Void in
            try channel.pipeline.syncOperations.addHandler(ByteGuard())
        }.flatMap {
            inner.setup(channel: channel, logger: logger)
        }.flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            try pipeline.addHandler(RequestGuard(), position: .before(codec))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await inner.handle(value: value, logger: logger)
    }
}

extension NIOBSDSocket.Option {
    /// Linux's TCP_USER_TIMEOUT, which NIO does not name.
    fileprivate static let userTimeout = NIOBSDSocket.Option(rawValue: 18)
}
