import Foundation
import Logging
import ParleyWire
import Synchronization

/// Log lines for machines and people: time, level, message, then `key=value`, one line each whatever the values hold.
struct LineLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    let sink: LogSink

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = "\(RFC3339.text(Date())) \(event.level.rawValue) \(Self.quoted(event.message.description))"
        let facts = metadata.merging(event.metadata ?? [:]) { _, new in new }
        for (key, value) in facts.sorted(by: { $0.key < $1.key }) where key != "hb.request.id" {
            line += " \(key)=\(Self.quoted(value.description))"
        }
        sink.write(line + "\n")
    }

    /// A value with anything but plain visible characters is quoted and escaped, so that it cannot break the line or
    /// reach a terminal.
    static func quoted(_ value: String) -> String {
        let isPlain = value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F && $0 != "\"" && $0 != "=" }
        if isPlain, !value.isEmpty { return value }
        var text = "\""
        for scalar in value.prefix(2_000).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text += scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : String(scalar)
            }
        }
        return text + "\""
    }
}

/// Writes lines on a thread of its own; where nobody takes them they are dropped and counted, and nobody waits.
final class LogSink: Sendable {
    private static let maximumWaiting = 5_000

    private let queue = DispatchQueue(label: "parley.log", qos: .utility)
    private let state = Mutex((waiting: 0, dropped: 0))

    func write(_ line: String) {
        let dropped = state.withLock { state -> Int? in
            guard state.waiting < Self.maximumWaiting else {
                state.dropped += 1
                return nil
            }
            state.waiting += 1
            defer { state.dropped = 0 }
            return state.dropped
        }
        guard let dropped else { return }
        let text = dropped > 0 ? "\(dropped) log lines were dropped\n" + line : line
        queue.async { [self] in
            Self.writeAll(Array(text.utf8))
            state.withLock { $0.waiting -= 1 }
        }
    }

    /// Waits until what was logged is written, but not for a reader that takes nothing.
    func flush() {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + 0.5)
    }

    private static func writeAll(_ bytes: [UInt8]) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return }
            start += max(0, count)
        }
    }
}
