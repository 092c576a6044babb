import ParleyMarkdown
import Synchronization

/// The rendered blocks of a running answer, made once for all who watch them.
struct Painting: Sendable {
    /// What replaces the blocks from an index on.
    struct Change: Sendable {
        var from: Int
        var blocks: [[UInt8]]
        /// UTF-16 units of the text they were made from.
        var length: Int
    }

    private(set) var isPainting = false
    private(set) var paintedLength = -1
    private var nodes: [MarkdownNode] = []
    private var encoded: [[UInt8]] = []
    private var version = 0
    /// Versions and the first block each changed, both rising: a later change further up covers those below it.
    private var changes: [(version: Int, from: Int)] = []

    /// True where somebody must begin to paint.
    mutating func start() -> Bool {
        defer { isPainting = true }
        return !isPainting
    }

    mutating func stop() {
        isPainting = false
    }

    mutating func replace(with new: [MarkdownNode], length: Int) {
        paintedLength = length
        guard let from = BlockChange.firstDifference(from: nodes, to: new) else { return }
        nodes = new
        encoded.removeSubrange(min(from, encoded.count)...)
        encoded += new[from...].map(\.encoded)
        version += 1
        changes.removeAll { $0.from >= from }
        changes.append((version, from))
    }

    /// What a listener who has seen a version (-1: nothing) lacks; moves it to today's.
    func change(after seen: inout Int) -> Change? {
        guard version > max(seen, 0), let first = changes.first(where: { $0.version > seen }) else { return nil }
        let from = seen < 0 ? 0 : first.from
        seen = version
        return Change(from: from, blocks: Array(encoded[min(from, encoded.count)...]), length: paintedLength)
    }
}

extension MarkdownNode {
    var encoded: [UInt8] {
        var json: [UInt8] = []
        appendJSON(to: &json)
        return json
    }
}

extension LiveReply {
    /// Between two paintings at least this long passes, and at least eight times what one costs.
    private static let pace = Duration.milliseconds(50)

    /// Renders the text as it grows, while somebody watches blocks.
    func paint() {
        Task {
            let bell = Bell()
            state.withLock { $0.listeners[ObjectIdentifier(bell)] = bell }
            bell.ring(.text)
            while true {
                _ = await bell.wait()
                let begin = ContinuousClock.now
                guard paintOnce(bell) else { return }
                try? await Task.sleep(for: max(Self.pace, (ContinuousClock.now - begin) * 8))
            }
        }
    }

    private func paintOnce(_ bell: Bell) -> Bool {
        let (text, length) = state.withLock { state -> (String?, Int) in
            guard state.settled == nil, !state.blockListeners.isEmpty else {
                state.painting.stop()
                state.listeners[ObjectIdentifier(bell)] = nil
                return (nil, 0)
            }
            return (state.content.text, state.content.end.units)
        }
        guard let text else { return false }
        let isNew = state.withLock { $0.painting.paintedLength != length }
        let nodes = isNew ? Markdown.blocks(of: text, isGrowing: true) : []
        let bells = state.withLock { state in
            if isNew, state.settled == nil { state.painting.replace(with: nodes, length: length) }
            return Array(state.blockListeners.values)
        }
        for bell in bells { bell.ring(.text) }
        return true
    }
}
