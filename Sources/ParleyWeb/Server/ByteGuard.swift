import NIOCore
import Synchronization

/// Watches over the bytes of one connection: a request must come within its time, an answer must be taken within its
/// time, and what nobody wants any more is not read.
final class ByteGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        /// Between requests; the idle limit of the HTTP handler counts.
        case idle
        case readingHead
        case readingBody
        case answering
    }

    private static let headLimit = TimeAmount.seconds(10)
    private static let bodyLimit = TimeAmount.seconds(30)
    /// A large body on a slow line may take longer, at this many bytes a second.
    private static let slowestBody = 32 << 10
    private static let writeLimit = TimeAmount.seconds(30)

    /// Told when the other side has nothing more to say: it left, or shut its half.
    let departure = Departure()
    private var phase = Phase.readingHead
    private var deadline: Scheduled<Void>?
    private var writeDeadline: Scheduled<Void>?
    private var isDeaf = false

    func handlerAdded(context: ChannelHandlerContext) {
        limit(to: Self.headLimit, context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        writeDeadline?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDeaf else { return }
        if case .idle = phase { phase = .readingHead }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // A request that came whole in one read needs no deadline.
        if case .readingHead = phase, deadline == nil { limit(to: Self.headLimit, context) }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if !isDeaf { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writeDeadline?.cancel()
        writeDeadline = nil
        if !context.channel.isWritable {
            writeDeadline = schedule(Self.writeLimit, context)
        }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { departure.happened() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        departure.happened()
        context.fireChannelInactive()
    }

    // MARK: What the guard over requests tells

    func didReadHead(bodyBytes: Int, _ context: ChannelHandlerContext) {
        phase = .readingBody
        let slow = TimeAmount.seconds(Int64(bodyBytes / Self.slowestBody))
        endDeadline()
        if bodyBytes != 0 { limit(to: Self.bodyLimit + slow, context) }
    }

    func didReadEnd() {
        phase = .answering
        endDeadline()
    }

    func didAnswer() {
        phase = .idle
    }

    /// Reads no more; our side's end goes out, and soon the connection is closed.
    func hangUp(_ channel: any Channel) {
        isDeaf = true
        channel.close(mode: .output, promise: nil)
        channel.eventLoop.scheduleTask(in: .milliseconds(300)) { channel.close(promise: nil) }
    }

    private func limit(to time: TimeAmount, _ context: ChannelHandlerContext) {
        endDeadline()
        deadline = schedule(time, context)
    }

    private func endDeadline() {
        deadline?.cancel()
        deadline = nil
    }

    private func schedule(_ time: TimeAmount, _ context: ChannelHandlerContext) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}

/// That the other side of a connection has left, for whoever wants to know.
final class Departure: Sendable {
    private struct State {
        var hasHappened = false
        var action: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Runs an action when the other side leaves; at once where it has left already.
    func onHappening(_ action: (@Sendable () -> Void)?) {
        let hasHappened = state.withLock { state in
            state.action = action
            return state.hasHappened
        }
        if hasHappened { action?() }
    }

    fileprivate func happened() {
        let action = state.withLock { state in
            state.hasHappened = true
            return state.action
        }
        action?()
    }
}

extension Channel {
    /// The departure of this connection's other side; nil on a channel without guards.
    func departure() async -> Departure? {
        try? await eventLoop.submit {
            try self.pipeline.syncOperations.handler(type: ByteGuard.self).departure
        }.get()
    }

    /// Ends the connection after what was written, without reading any more of it.
    func hangUp() async {
        _ = try? await eventLoop.submit {
            try self.pipeline.syncOperations.handler(type: ByteGuard.self).hangUp(self)
        }.get()
    }
}
