import CCurl
import Foundation

/// The loop's inside: one multi handle, one epoll descriptor, the transfers. It lives on the loop's thread alone.
///
/// libcurl says which sockets it waits for and how long (curl_multi_socket_action(3)); limits are our own.
final class CurlEngine {
    private static let eventsPerTurn = 256
    /// Limits are looked at no more often than this; they are seconds.
    private static let sweepPause: UInt64 = 5_000_000

    private let multi: UnsafeMutableRawPointer
    private let epoll: Int32
    private let wake: Int32
    private let caFile: String?
    private let nextCommands: () -> [CurlLoop.Command]
    private let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: eventsPerTurn)
    private let thread = pthread_self()

    private var transfers: [CurlLoop.TransferID: CurlTransfer] = [:]
    private let touched = TouchedTransfers()
    private var now = CurlEngine.monotonicNanoseconds()
    /// When libcurl wants to be called without an event.
    private var curlTimer = UInt64.max
    private var nextSweep = UInt64.max
    private var isShutDown = false

    init?(wake: Int32, caFile: String?, nextCommands: @escaping () -> [CurlLoop.Command]) {
        guard let multi = curl_multi_init() else { return nil }
        self.multi = multi
        self.wake = wake
        self.caFile = caFile
        self.nextCommands = nextCommands
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        watch(wake, EPOLLIN.rawValue, isKnown: false)
        setCallbacks()
    }

    deinit {
        curl_multi_cleanup(multi)
        close(epoll)
        events.deallocate()
    }

    private func setCallbacks() {
        let this = Unmanaged.passUnretained(self).toOpaque()
        parley_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, this)
        parley_multi_set_pointer(multi, CURLMOPT_TIMERDATA, this)
        parley_multi_set_socket_callback(multi) { _, socket, what, this, known in
            guard let this else { return 0 }
            let engine = Unmanaged<CurlEngine>.fromOpaque(this).takeUnretainedValue()
            engine.curlWaits(for: socket, what, isKnown: known != nil)
            return 0
        }
        parley_multi_set_timer_callback(multi) { _, milliseconds, this in
            guard let this else { return 0 }
            Unmanaged<CurlEngine>.fromOpaque(this).takeUnretainedValue().curlWaits(milliseconds)
            return 0
        }
    }

    static func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

// MARK: The loop

extension CurlEngine {
    func run() {
        blockBrokenPipeSignal()
        while !isShutDown { turn() }
        for transfer in Array(transfers.values) { end(transfer, .shutDown) }
    }

    /// CURLOPT_NOSIGNAL leaves it to the program that a write to a closed socket does not end the process.
    private func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func turn() {
        assert(pthread_equal(thread, pthread_self()) != 0, "a transfer belongs to the loop's thread")
        let count = Int(epoll_wait(epoll, events, Int32(Self.eventsPerTurn), waitMilliseconds))
        now = Self.monotonicNanoseconds()
        for index in 0..<max(0, count) { take(events + index) }
        if curlTimer <= now {
            curlTimer = .max
            act(on: CURL_SOCKET_TIMEOUT, 0)
        }
        endDone()
        if nextSweep <= now { sweep() }
    }

    private var waitMilliseconds: Int32 {
        let next = min(curlTimer, nextSweep)
        if next == .max { return -1 }
        return next <= now ? 0 : Int32(min((next - now + 999_999) / 1_000_000, 60_000))
    }

    private func take(_ event: UnsafeMutablePointer<epoll_event>) {
        let descriptor = parley_epoll_event_fd(event)
        if descriptor == wake {
            var count: eventfd_t = 0
            eventfd_read(wake, &count)
            for command in nextCommands() { carryOut(command) }
            return
        }
        let isWritable = event.pointee.events & EPOLLOUT.rawValue != 0
        let isReadable = event.pointee.events & ~EPOLLOUT.rawValue != 0
        // An error is told as "readable": with CURL_CSELECT_ERR curl would not read what came before it.
        act(on: descriptor, (isReadable ? CURL_CSELECT_IN : 0) | (isWritable ? CURL_CSELECT_OUT : 0))
    }

    private func act(on socket: curl_socket_t, _ events: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, events, &running)
        handOver()
    }

    /// Each transfer that got bytes hands them over once, before the next socket is looked at.
    private func handOver() {
        while let transfer = touched.next() {
            transfer.endTurn(at: now)
            if let end = transfer.wantedEnd { self.end(transfer, end) } else { expect(transfer) }
        }
    }
}

// MARK: Transfers

extension CurlEngine {
    private func carryOut(_ command: CurlLoop.Command) {
        switch command {
        case .add(let id, let request, let receiver): add(id, request, receiver())
        case .abort(let id): if let transfer = transfers[id] { end(transfer, .aborted) }
        case .resume(let id): if let transfer = transfers[id] { resume(transfer) }
        case .shutDown: isShutDown = true
        }
    }

    private func add(_ id: CurlLoop.TransferID, _ request: TransferRequest, _ receiver: any TransferReceiver) {
        let transfer = CurlTransfer(id, request, receiver, touched: touched, caFile: caFile, now: now)
        guard let transfer else { return receiver.end(.failed(.outOfMemory)) }
        transfers[id] = transfer
        expect(transfer)
        if curl_multi_add_handle(multi, transfer.easy) != CURLM_OK { end(transfer, .failed(.outOfMemory)) }
    }

    /// Its limits count again from now on, whether or not bytes were kept for it.
    private func resume(_ transfer: CurlTransfer) {
        transfer.resume(at: now)
        expect(transfer)
        handOver()
    }

    /// Removing the handle closes the socket at once, whatever the transfer was doing (curl_multi_remove_handle(3));
    /// only then the receiver hears of the end.
    private func end(_ transfer: CurlTransfer, _ end: TransferEnd) {
        guard transfers.removeValue(forKey: transfer.id) != nil else { return }
        curl_multi_remove_handle(multi, transfer.easy)
        transfer.close()
        transfer.receiver.end(end)
    }

    private func endDone() {
        var result = CURLE_OK
        while let easy = parley_multi_next_done(multi, &result) {
            guard let transfer = CurlTransfer.of(easy) else { continue }
            switch result {
            case CURLE_OK: end(transfer, .completed)
            // The one time limit that curl was given.
            case CURLE_OPERATION_TIMEDOUT: end(transfer, .limit(.connect))
            default: end(transfer, .failed(transfer.fault(result)))
            }
        }
    }

    /// Notes when the transfer's next limit is reached. What pushes a limit back is not noted: the sweep then comes
    /// too early, finds nothing, and costs less than moving a timer for each token.
    private func expect(_ transfer: CurlTransfer) {
        nextSweep = min(nextSweep, transfer.timers.next.at)
    }

    private func sweep() {
        nextSweep = .max
        for transfer in Array(transfers.values) {
            let (kind, at) = transfer.timers.next
            if at <= now { end(transfer, .limit(kind)) } else { expect(transfer) }
        }
        if nextSweep != .max { nextSweep = max(nextSweep, now + Self.sweepPause) }
    }
}

// MARK: What libcurl waits for

extension CurlEngine {
    private func curlWaits(for socket: curl_socket_t, _ what: Int32, isKnown: Bool) {
        if what == CURL_POLL_REMOVE {
            epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nil)
            curl_multi_assign(multi, socket, nil)
            return
        }
        var wanted: UInt32 = 0
        if what & CURL_POLL_IN != 0 { wanted |= EPOLLIN.rawValue }
        if what & CURL_POLL_OUT != 0 { wanted |= EPOLLOUT.rawValue }
        watch(socket, wanted, isKnown: isKnown)
        if !isKnown { curl_multi_assign(multi, socket, multi) }
    }

    private func watch(_ descriptor: Int32, _ wanted: UInt32, isKnown: Bool) {
        var event = parley_epoll_event(wanted, descriptor)
        epoll_ctl(epoll, isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event)
    }

    private func curlWaits(_ milliseconds: Int) {
        curlTimer = milliseconds < 0 ? .max : now + UInt64(milliseconds) * 1_000_000
    }
}
