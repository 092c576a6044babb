import Foundation
import Synchronization

/// A server on loopback that behaves as badly as it is told: raw sockets, one thread a connection.
public final class FaultServer: Sendable {
    /// Decides what a connection does, by its number, from 0.
    public typealias Script = @Sendable (Int) -> [FaultStep]

    private struct State {
        var connections: [FaultConnection] = []
    }

    private let listener: Int32
    private let script: Script
    private let state = Mutex(State())
    /// The port, or 0 for a Unix socket.
    public let port: Int

    public var url: String { "http://127.0.0.1:\(port)" }
    public var connections: [FaultConnection] { state.withLock { $0.connections } }
    /// What clients sent, up to the end of each request, in the order of their connections.
    public var requests: [String] { connections.compactMap(\.request) }

    /// Listens at once; connections are taken until the server is let go.
    public init(unixSocketPath: String? = nil, _ script: @escaping Script) throws {
        listener = try unixSocketPath.map(FaultSocket.listen(at:)) ?? FaultSocket.listenOnLoopback()
        port = FaultSocket.port(of: listener)
        self.script = script
        Self.accept(on: listener) { [weak self] descriptor in self?.serve(descriptor) ?? false }
    }

    /// The same script for every connection.
    public convenience init(_ steps: FaultStep...) throws {
        try self.init { _ in steps }
    }

    deinit {
        // Wakes the thread that accepts; it closes the descriptor.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// A port where nobody listens, as far as one can know.
    public static func freePort() throws -> Int {
        let descriptor = try FaultSocket.listenOnLoopback()
        defer { close(descriptor) }
        return FaultSocket.port(of: descriptor)
    }

    /// True where someone takes connections on a port of this machine.
    public static func isListening(on port: Int) -> Bool {
        FaultSocket.canConnect(to: port)
    }

    private func serve(_ descriptor: Int32) -> Bool {
        let connection = FaultConnection(descriptor)
        let number = state.withLock { state in
            state.connections.append(connection)
            return state.connections.count - 1
        }
        let steps = script(number)
        FaultSocket.onThread { connection.run(steps) }
        return true
    }

    private static func accept(on listener: Int32, _ serve: @escaping @Sendable (Int32) -> Bool) {
        FaultSocket.onThread {
            while true {
                let descriptor = Glibc.accept(listener, nil, nil)
                if descriptor < 0, errno == EINTR || errno == ECONNABORTED { continue }
                guard descriptor >= 0 else { break }
                if !serve(descriptor) { close(descriptor) }
            }
            close(listener)
        }
    }
}

/// What a connection does next.
public enum FaultStep: Sendable {
    /// Reads one request, its body too.
    case readRequest
    case send([UInt8])
    /// Sends the bytes again and again, until the client is gone.
    case flood([UInt8], times: Int)
    /// Sends the bytes one by one.
    case drip([UInt8], pauseMilliseconds: Int)
    /// Waits until the test opens the gate, or the client is gone.
    case wait(FaultGate)
    /// Reads until the client closes, and notes when that was.
    case awaitClose
    /// Sends FIN.
    case finish
    /// Sends RST.
    case reset

    public static func send(_ text: String) -> FaultStep { .send(Array(text.utf8)) }
}

/// Holds a connection until the test says go.
public final class FaultGate: Sendable {
    private let isOpenState = Mutex(false)

    public init() {}

    public var isOpen: Bool { isOpenState.withLock { $0 } }

    public func open() {
        isOpenState.withLock { $0 = true }
    }
}
