import Dispatch
import Foundation
import Synchronization

/// Who asks twice wants it now: the second SIGTERM or SIGINT ends the process at once. What was written so far is
/// stored already, and is marked as interrupted at the next start.
enum SecondSignal {
    /// Watches for as long as the returned sources live.
    static func watch() -> [any DispatchSourceSignal] {
        let count = SignalCount()
        return [SIGTERM, SIGINT].map { signal in
            let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
            source.setEventHandler { if count.next() > 1 { _exit(1) } }
            source.resume()
            return source
        }
    }
}

private final class SignalCount: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
