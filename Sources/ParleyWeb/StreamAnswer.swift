import HTTPTypes
import Hummingbird
import NIOCore
import ParleyCore
import ParleyLive
import ServiceLifecycle
import Synchronization

/// An answer that goes on: bytes are pulled from a stream and written as the line takes them.
struct StreamAnswer {
    /// A slice this large is written at once; NIO's writer only suspends once its channel says that it is full.
    private static let sliceBytes = 16 << 10

    let request: Request
    let channel: any Channel
    let listener: Listener
    let feed: LiveFeed
    /// The stream's work is short, so it is done on the connection's own thread, which spares a wake-up for each token.
    var runsOnEventLoop = false

    func response(
        headers: HTTPFields = [:], stream: some ByteStream
    ) -> Response {
        var headers = headers
        headers[.contentType] = "text/event-stream; charset=utf-8"
        headers[.cacheControl] = "no-store, no-transform"
        headers[.accelBuffering] = "no"
        let handover = Handover(stream)
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                try await withGracefulShutdownHandler {
                    try await write(handover, to: &writer)
                } onGracefulShutdown: {
                    feed.close()
                }
            })
    }

    /// The reader's leaving is heard from the connection; without that it would show only at the next write.
    private func write(
        _ handover: Handover<some ByteStream>, to writer: inout any ResponseBodyWriter
    ) async throws {
        let departure = await channel.departure()
        departure?.onHappening { listener.close() }
        defer { departure?.onHappening(nil) }
        let outbound = writer
        if runsOnEventLoop {
            try await withTaskExecutorPreference(EventLoopTaskExecutor(channel.eventLoop)) {
                try await pump(handover, to: outbound)
            }
        } else {
            try await pump(handover, to: outbound)
        }
    }

    private func pump(_ handover: Handover<some ByteStream>, to writer: any ResponseBodyWriter) async throws {
        guard var stream = handover.take() else { return }
        var writer = writer
        while let bytes = await stream.next() { try await write(bytes, of: stream, to: &writer) }
        try await writer.finish(nil)
    }

    private func write(
        _ bytes: [UInt8], of stream: some ByteStream, to writer: inout any ResponseBodyWriter
    ) async throws {
        listener.willWrite()
        defer { listener.didWrite() }
        guard bytes.count > Self.sliceBytes else { return try await writer.write(ByteBuffer(bytes: bytes)) }
        for start in stride(from: 0, to: bytes.count, by: Self.sliceBytes) {
            // The line breaks off in the middle: who lost access gets no byte more.
            if start > 0, await !stream.mayGoOn() { throw ParleyError.notFound }
            let slice = bytes[start..<min(start + Self.sliceBytes, bytes.count)]
            try await writer.write(ByteBuffer(bytes: slice))
            // Lets the event loop take the slice before the next, so that backpressure is seen in time.
            try await channel.eventLoop.submit {}.get()
        }
    }
}

/// Gives a stream to its one owner. A copy that stayed with the response would hold its first bytes, which may be
/// megabytes, for as long as it is open.
private final class Handover<Stream: ByteStream>: Sendable {
    private let stream: Mutex<Stream?>

    init(_ stream: Stream) {
        self.stream = Mutex(stream)
    }

    func take() -> Stream? {
        stream.withLock { stream in
            defer { stream = nil }
            return stream
        }
    }
}
