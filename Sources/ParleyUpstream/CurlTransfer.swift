import CCurl
import ParleyCore

/// One attempt at one request: an easy handle and what belongs to it. It lives on the loop's thread alone.
final class CurlTransfer {
    let id: CurlLoop.TransferID
    let easy: UnsafeMutableRawPointer
    let receiver: any TransferReceiver
    private(set) var timers: TransferTimers
    /// The receiver wants no more, or may take no more.
    private(set) var wantedEnd: TransferEnd?

    private var headers: UnsafeMutablePointer<curl_slist>?
    private let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private let touched: TouchedTransfers
    private var headReader = HeadReader()
    private var isConnected = false
    private var isTouched = false
    /// The receiver is full; the next bytes make curl pause.
    private var isFull = false
    private var isPaused = false
    /// Bytes taken since the last hand-over. curl reads a socket up to a hundred times in one call.
    private var waiting = 0
    private static let maximumWaiting = 64 << 10

    init?(
        _ id: CurlLoop.TransferID, _ request: TransferRequest, _ receiver: any TransferReceiver,
        touched: TouchedTransfers, caFile: String?, now: UInt64
    ) {
        guard let easy = curl_easy_init() else { return nil }
        self.id = id
        self.easy = easy
        self.receiver = receiver
        self.touched = touched
        timers = TransferTimers(request.limits, now: now)
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        for line in request.headers { headers = curl_slist_append(headers, line) }
        Self.setOptions(of: easy, request, headers: headers, caFile: caFile)
        setCallbacks()
    }

    /// Frees what curl holds. The handle has left the multi handle before.
    func close() {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
        words.deallocate()
    }

    static func of(_ easy: UnsafeMutableRawPointer) -> CurlTransfer? {
        var this: UnsafeMutableRawPointer?
        parley_easy_get_pointer(easy, CURLINFO_PRIVATE, &this)
        return this.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func setCallbacks() {
        let this = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_PREREQDATA] {
            parley_easy_set_pointer(easy, option, this)
        }
        parley_easy_set_pointer(easy, CURLOPT_ERRORBUFFER, words)
        parley_easy_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, this in
            guard let bytes, let this else { return 0 }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(this).takeUnretainedValue()
            return transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        parley_easy_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, this in
            guard let bytes, let this else { return 0 }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(this).takeUnretainedValue()
            return transfer.receive(headerLine: UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        parley_easy_set_prereq_callback(easy) { this, _, _, _, _ in
            guard let this else { return CURL_PREREQFUNC_ABORT }
            Unmanaged<CurlTransfer>.fromOpaque(this).takeUnretainedValue().connected()
            return CURL_PREREQFUNC_OK
        }
    }
}

// MARK: From curl

extension CurlTransfer {
    private func touch() {
        guard !isTouched else { return }
        isTouched = true
        touched.append(self)
    }

    private func connected() {
        isConnected = true
        receiver.connected()
        touch()
    }

    private func receive(headerLine line: UnsafeRawBufferPointer) -> Int {
        touch()
        switch headReader.take(line: String(decoding: line, as: UTF8.self)) {
        case .more: break
        case .head(let head): if !receiver.receive(head) { wantedEnd = wantedEnd ?? .satisfied }
        case .tooLong: wantedEnd = .failed(.headTooLong)
        }
        return line.count
    }

    /// Takes all, or nothing and pauses: curl keeps the bytes and reads no more from the socket (CURLOPT_WRITEFUNCTION(3)).
    private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        touch()
        if wantedEnd != nil { return bytes.count }
        if isFull {
            isPaused = true
            timers.pause()
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        let goesOn = receiver.receive(bytes.assumingMemoryBound(to: UInt8.self).span)
        if !goesOn { wantedEnd = .satisfied }
        waiting += bytes.count
        if waiting >= Self.maximumWaiting { handOver(at: CurlEngine.monotonicNanoseconds()) }
        return bytes.count
    }
}

// MARK: From the loop

extension CurlTransfer {
    func endTurn(at now: UInt64) {
        isTouched = false
        handOver(at: now)
    }

    private func handOver(at now: UInt64) {
        waiting = 0
        if isConnected { timers.connected(at: now) }
        let demand = receiver.handOver()
        timers.note(demand.progress, at: now)
        if demand.isFull { isFull = true }
    }

    func resume(at now: UInt64) {
        isFull = false
        guard isPaused else { return }
        isPaused = false
        timers.resume(at: now)
        // Hands over at once what it kept, by calling back from here.
        curl_easy_pause(easy, CURLPAUSE_CONT)
    }

    func fault(_ code: CURLcode) -> TransferFault {
        var number = 0
        parley_easy_get_long(easy, CURLINFO_OS_ERRNO, &number)
        let words = String(cString: words)
        return TransferFault(
            code: code, systemError: Int32(truncatingIfNeeded: number),
            words: words.isEmpty ? String(cString: curl_easy_strerror(code)) : words)
    }
}

/// The transfers that got something in this turn.
final class TouchedTransfers {
    private var transfers: [CurlTransfer] = []

    func append(_ transfer: CurlTransfer) {
        transfers.append(transfer)
    }

    func next() -> CurlTransfer? {
        transfers.popLast()
    }
}
