import Hummingbird
import ParleyCore
import ParleyLive
import ParleyWire

/// What the process itself uses, in bytes.
public struct ProcessMemory: Sendable {
    public var resident: Int
    /// What was asked of the allocator and not given back; the rest of `resident` is code, stacks and free pages.
    public var heap: Int

    public init(resident: Int, heap: Int) {
        self.resident = resident
        self.heap = heap
    }
}

/// Figures for whoever watches over the server.
struct MetricsController {
    let feed: LiveFeed
    let relay: CompletionRelay
    let memory: @Sendable () -> ProcessMemory

    @Sendable func show(_ request: Request, _ context: SignedInContext) async throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text())))
    }

    private func text() -> String {
        var text = PrometheusText()
        let memory = memory()
        text.gauge("process_resident_memory_bytes", "Memory of the process that is in RAM.", memory.resident)
        text.gauge("parley_heap_bytes", "Memory asked of the allocator and not given back.", memory.heap)
        text.gauge("parley_generations", "Answers that are being written now.", relay.running)
        text.gauge("parley_listeners", "Open live streams.", feed.listenerCount)
        text.answers(feed.metrics.snapshot)
        return text.text
    }
}

extension PrometheusText {
    fileprivate mutating func answers(_ metrics: AnswerMetrics.Snapshot) {
        let providers = metrics.providers.map { (labels: [("provider", $0.name)] as Labels, figures: $0.figures) }
        family("parley_answers_total", .counter, "Answers that have ended, by how they ended.")
        for (labels, figures) in providers {
            for (status, count) in figures.byStatus.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                sample("parley_answers_total", labels + [("status", status.rawValue)], count)
            }
        }
        family("parley_errors_total", .counter, "Answers that failed, by the class of the error.")
        for (labels, figures) in providers {
            for (code, count) in figures.byError.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                sample("parley_errors_total", labels + [("code", code.rawValue)], count)
            }
        }
        family("parley_prompt_tokens_total", .counter, "Tokens of prompts, as providers counted them.")
        for (labels, figures) in providers { sample("parley_prompt_tokens_total", labels, figures.promptTokens) }
        family("parley_completion_tokens_total", .counter, "Tokens of answers, as providers counted them.")
        for (labels, figures) in providers {
            sample("parley_completion_tokens_total", labels, figures.completionTokens)
        }
        family("parley_first_token_seconds", .histogram, "From an answer's beginning to its first text.")
        for (labels, figures) in providers { samples("parley_first_token_seconds", labels, figures.firstToken) }
        family("parley_token_gap_seconds", .histogram, "Between two pieces of an answer's text.")
        for (labels, figures) in providers { samples("parley_token_gap_seconds", labels, figures.tokenGap) }
        family("parley_stop_seconds", .histogram, "From a stop to the upstream's end and the stored text.")
        samples("parley_stop_seconds", [], metrics.stop)
    }
}
