import Dispatch
import Foundation
import Synchronization

/// Who asks twice wants it now: the second SIGTERM or SIGINT ends the process at once. What was written so far is
/// stored already, and is marked as interrupted at the next start.
final class SecondSignal: Sendable {
    private let sources: [any DispatchSourceSignal & Sendable]
    private let count = Atomic<Int>(0)

    init() {
        sources = [SIGTERM, SIGINT].map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
        for source in sources {
            source.setEventHandler { [self] in
                if count.add(1, ordering: .relaxed).newValue > 1 { _exit(1) }
            }
            source.resume()
        }
    }
}
