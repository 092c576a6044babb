import ParleyCore
import ParleyWire

/// Gathers one small answer.
final class FetchReceiver: TransferReceiver {
    typealias Finish = @Sendable (Result<FetchResponse, ReplyFailure>) -> Void

    private let server: ServerAddress
    private let maximumBytes: Int
    private let finish: Finish
    private var head: TransferHead?
    private var body: [UInt8] = []
    private var failure: ReplyFailure?

    init(_ server: ServerAddress, maximumBytes: Int, finish: @escaping Finish) {
        self.server = server
        self.maximumBytes = maximumBytes
        self.finish = finish
    }

    func connected() {}

    func receive(_ head: TransferHead) -> Bool {
        self.head = head
        return true
    }

    func receive(_ bytes: Span<UInt8>) -> Bool {
        guard body.count + bytes.count <= maximumBytes else {
            failure = ReplyFailure(.protocol, "The server at \(server.label) sent more than \(maximumBytes) bytes.")
            return false
        }
        bytes.withUnsafeBufferPointer { body.append(contentsOf: $0) }
        return true
    }

    func handOver() -> TransferDemand {
        TransferDemand(progress: .some, isFull: false)
    }

    func end(_ end: TransferEnd) {
        finish(result(end))
    }

    private func result(_ end: TransferEnd) -> Result<FetchResponse, ReplyFailure> {
        if let failure { return .failure(failure) }
        switch end {
        case .completed: return .success(FetchResponse(status: head?.status ?? 0, body: body))
        case .failed(let fault): return .failure(fault.failure(of: "The server at \(server.label)"))
        case .limit(.connect):
            return .failure(unreachable("no connection in time"))
        case .limit: return .failure(ReplyFailure(.timeout, "The server at \(server.label) did not answer in time."))
        case .satisfied, .aborted, .shutDown: return .failure(unreachable("the request was given up"))
        }
    }

    private func unreachable(_ reason: String) -> ReplyFailure {
        ReplyFailure(.unreachable, "The server at \(server.label) did not answer: \(reason).")
    }
}
