import Foundation
import ParleyCore
import ParleyWire

/// Reads the same answer again and again on one core, as it comes from a socket: up to 16 KiB at a time.
struct Speed {
    let megabytes: Int

    func run() {
        for (name, chunk) in Self.chunks {
            measure(name, Array((0..<2_000).map { chunk($0) }.joined().utf8))
        }
    }

    private static let chunks: [(name: String, chunk: @Sendable (Int) -> String)] = [
        (
            "OpenAI, a token a chunk",
            {
                #"data: {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1694268190,"model":"gpt-4o-mini","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{"content":" token\#($0)"},"logprobs":null,"finish_reason":null}]}"#
                    + "\n\n"
            }
        ),
        ("the smallest chunk there is", { #"data: {"choices":[{"delta":{"content":" t\#($0)"}}]}"# + "\n\n" }),
        (
            "escaped text",
            {
                #"data: {"choices":[{"index":0,"delta":{"content":"\n\"\u00e9\u4e16\u754c\" \#($0)\t"}}]}"# + "\n\n"
            }
        ),
    ]

    private func measure(_ name: String, _ answer: [UInt8]) {
        let rounds = max(1, megabytes << 20 / answer.count)
        var bytes = 0
        let begin = Self.processorSeconds()
        for _ in 0..<rounds { bytes += read(answer) }
        let seconds = Self.processorSeconds() - begin
        let read = Double(rounds * answer.count)
        print(
            String(
                format: "%@: %.0f MB/s, %.0f ns a chunk (%d bytes of text)", name.padded(30), read / seconds / 1e6,
                seconds / Double(rounds * 2_000) * 1e9, bytes))
    }

    private func read(_ answer: [UInt8]) -> Int {
        var reader = CompletionReader(provider: "bench", isEventStream: true)
        var bytes = 0
        var at = 0
        while at < answer.count {
            let end = min(at + 16 << 10, answer.count)
            reader.feed(answer.span.extracting(at..<end))
            for case .text(let text) in reader.take().parts { bytes += text.utf8.count }
            at = end
        }
        return bytes
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
