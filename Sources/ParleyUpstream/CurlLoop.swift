import CCurl
import Foundation
import Synchronization

/// Carries out transfers on one thread of its own, thousands at a time.
///
/// Any thread may ask; what is asked goes through a queue, because only one thread at a time may touch libcurl's
/// handles (libcurl-thread(3)). An `eventfd` wakes the loop.
final class CurlLoop: Sendable {
    typealias TransferID = UInt64
    typealias MakeReceiver = @Sendable () -> any TransferReceiver

    enum Command: Sendable {
        case add(TransferID, TransferRequest, MakeReceiver)
        case resume(TransferID)
        case abort(TransferID)
        case shutDown
    }

    private struct Queue {
        var commands: [Command] = []
        var isClosed = false
    }

    private let queue = Mutex(Queue())
    private let wake: Int32
    private let lastID = Atomic<TransferID>(0)

    /// - Parameter caFile: Certificates to trust instead of those the box trusts.
    init(caFile: String? = nil) {
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        wake = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        Thread.detachNewThread { [self] in
            parley_name_thread("parley-curl")
            CurlEngine(wake: wake, caFile: caFile, nextCommands: takeCommands)?.run()
            end()
        }
    }

    func newID() -> TransferID {
        lastID.add(1, ordering: .relaxed).newValue
    }

    /// Starts a transfer. The receiver is made, used and let go on the loop's thread.
    func add(_ id: TransferID, _ request: TransferRequest, receiver: @escaping MakeReceiver) {
        if !post(.add(id, request, receiver)) { receiver().end(.shutDown) }
    }

    /// The receiver takes bytes again.
    func resume(_ id: TransferID) {
        _ = post(.resume(id))
    }

    /// Ends a transfer in whatever it is doing; does nothing where it is over.
    func abort(_ id: TransferID) {
        _ = post(.abort(id))
    }

    /// Ends every transfer, then the thread. What is added later ends at once.
    func shutDown() {
        _ = post(.shutDown)
    }

    /// False where the loop takes no more commands.
    private func post(_ command: Command) -> Bool {
        queue.withLock { queue in
            guard !queue.isClosed else { return false }
            queue.commands.append(command)
            // Under the lock: the descriptor is closed only after the queue is.
            if queue.commands.count == 1 { eventfd_write(wake, 1) }
            return true
        }
    }

    private func takeCommands() -> [Command] {
        queue.withLock { queue in
            var commands: [Command] = []
            swap(&commands, &queue.commands)
            return commands
        }
    }

    /// The thread ends: closes the queue and tells those who are still in it.
    private func end() {
        queue.withLock { $0.isClosed = true }
        for case .add(_, _, let receiver) in takeCommands() { receiver().end(.shutDown) }
        close(wake)
    }
}
