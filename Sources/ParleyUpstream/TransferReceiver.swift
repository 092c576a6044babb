/// Takes what one transfer brings, always on the loop's thread, and says what it wants next.
protocol TransferReceiver: AnyObject {
    /// The connection is up; the request goes out now.
    func connected()

    /// The answer's head is whole. False: its body is not wanted.
    func receive(_ head: TransferHead) -> Bool

    /// Bytes of the body. False: no more are wanted.
    func receive(_ bytes: Span<UInt8>) -> Bool

    /// After each turn that brought bytes: the time to hand over what they held.
    func handOver() -> TransferDemand

    /// The end; nothing follows.
    func end(_ end: TransferEnd)
}

/// What a receiver says after a turn.
struct TransferDemand {
    var progress: TransferTimers.Progress
    /// The buffers are full: no more until a resume.
    var isFull: Bool
}
