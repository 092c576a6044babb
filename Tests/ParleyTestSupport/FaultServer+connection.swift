import Foundation
import Synchronization

/// One connection of a `FaultServer`, as the test sees it.
public final class FaultConnection: Sendable {
    private struct State {
        var request: String?
        var closedAt: ContinuousClock.Instant?
        var sentBytes = 0
        var isOver = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    public var request: String? { state.withLock { $0.request } }
    /// When the client's close was seen.
    public var closedAt: ContinuousClock.Instant? { state.withLock { $0.closedAt } }
    /// What the kernel has taken of what was sent.
    public var sentBytes: Int { state.withLock { $0.sentBytes } }
    /// The script is through.
    public var isOver: Bool { state.withLock { $0.isOver } }

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        FaultSocket.shrinkSendBuffer(descriptor)
    }

    func run(_ steps: [FaultStep]) {
        for step in steps where !carryOut(step) { break }
        state.withLock { $0.isOver = true }
        close(descriptor)
    }

    /// False where the client is gone.
    private func carryOut(_ step: FaultStep) -> Bool {
        switch step {
        case .readRequest: readRequest()
        case .send(let bytes): send(bytes)
        case .flood(let bytes, let times): (0..<times).allSatisfy { _ in send(bytes) }
        case .drip(let bytes, let pause):
            bytes.allSatisfy { byte in
                usleep(UInt32(pause) * 1_000)
                return send([byte])
            }
        case .wait(let gate): wait(for: gate)
        case .awaitClose: awaitClose()
        case .finish: shutdown(descriptor, Int32(SHUT_WR)) == 0
        case .reset: reset()
        }
    }

    private func readRequest() -> Bool {
        var request: [UInt8] = []
        var length: Int?
        while request.count < length ?? .max {
            guard let bytes = FaultSocket.read(descriptor) else { return noteClose() }
            request += bytes
            length = length ?? FaultSocket.length(of: request)
        }
        let text = String(decoding: request, as: UTF8.self)
        state.withLock { $0.request = text }
        return true
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return noteClose() }
            sent += count
            state.withLock { $0.sentBytes += count }
        }
        return true
    }

    private func wait(for gate: FaultGate) -> Bool {
        while !gate.isOpen {
            if FaultSocket.isClosed(descriptor, withinMilliseconds: 1) { return noteClose() }
        }
        return true
    }

    private func awaitClose() -> Bool {
        while FaultSocket.read(descriptor) != nil {}
        return noteClose()
    }

    private func noteClose() -> Bool {
        state.withLock { $0.closedAt = $0.closedAt ?? .now }
        return false
    }

    private func reset() -> Bool {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        return false
    }
}
