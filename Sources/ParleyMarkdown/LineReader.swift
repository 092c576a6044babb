/// Reads lines as CommonMark does, far enough to know which of them hold code: quotes, list items and fences are followed
/// from line to line.
struct LineReader {
    /// Deeper containers stay text: each costs the parser a step on every line, blank ones too.
    static let maxDepth = 32

    enum Container: Equatable {
        case quote
        /// How far the item's content stands right of what surrounds it.
        case item(width: Int)
    }

    struct Fence {
        var mark: UInt8
        var length: Int
    }

    private(set) var containers: [Container] = []
    private(set) var fence: Fence?
    private var isInParagraph = false
    private var quotes = 0

    /// Reads the line that starts at `start`; the text ends at `end`.
    mutating func read(_ bytes: [UInt8], at start: Int, upTo end: Int) -> Line {
        var line = Line(start: start, end: bytes.endOfLine(from: start, upTo: end))
        line.skipBlanks(bytes)
        if line.isEmpty, quotes == 0 { return endParagraph(line, .blank) }
        let matched = matchContainers(bytes, &line)
        if let fence, matched == containers.count { return readFenced(bytes, line, fence) }
        if fence != nil { leaveContainers(beyond: matched) }
        return readUnfenced(bytes, line, matched)
    }

    private mutating func matchContainers(_ bytes: [UInt8], _ line: inout Line) -> Int {
        for (index, container) in containers.enumerated() {
            switch container {
            case .quote:
                guard line.indent < 4, bytes.byte(line.content) == .greaterThan, !line.isEmpty else { return index }
                line.enterQuote(bytes)
            case .item(let width):
                if line.isEmpty { continue }
                guard line.indent >= width else { return index }
                line.column += width
            }
        }
        return containers.count
    }

    private mutating func readFenced(_ bytes: [UInt8], _ line: Line, _ fence: Fence) -> Line {
        var line = line
        line.kind = .code
        if closes(fence, bytes, line) {
            self.fence = nil
            line.kind = .fence
        }
        return line
    }

    private func closes(_ fence: Fence, _ bytes: [UInt8], _ line: Line) -> Bool {
        guard line.indent < 4, bytes.byte(line.content) == fence.mark, !line.isEmpty else { return false }
        let runEnd = bytes.endOfRun(at: line.content, upTo: line.end)
        return runEnd - line.content >= fence.length && bytes.skippingBlanks(from: runEnd, upTo: line.end) == line.end
    }

    private mutating func readUnfenced(_ bytes: [UInt8], _ line: Line, _ matched: Int) -> Line {
        var line = line
        if line.isEmpty {
            leaveContainers(beyond: matched)
            return endParagraph(line, .blank)
        }
        let opened = openContainers(bytes, &line, matched)
        if line.isEmpty { return endParagraph(line, .blank) }
        if line.indent >= 4, opened || !isInParagraph {
            if !opened { leaveContainers(beyond: matched) }
            return endParagraph(line, .code)
        }
        return readLeaf(bytes, line, matched, opened)
    }

    private mutating func readLeaf(_ bytes: [UInt8], _ line: Line, _ matched: Int, _ opened: Bool) -> Line {
        var line = line
        let leaf = Leaf(bytes, line)
        if leaf != .text, !opened { leaveContainers(beyond: matched) }
        switch leaf {
        case .fence(let mark, let length):
            fence = Fence(mark: mark, length: length)
            return endParagraph(line, .fence)
        case .rule: return endParagraph(line, .rule)
        case .heading:
            line.startsBlock = true
            return endParagraph(line, .text)
        case .text where isInParagraph && !opened && Leaf.isUnderline(bytes, line):
            return endParagraph(line, .rule)
        case .text:
            if !isInParagraph, !opened { leaveContainers(beyond: matched) }
            line.startsBlock = opened || !isInParagraph
            line.kind = .text
            isInParagraph = true
            return line
        }
    }

    private mutating func openContainers(_ bytes: [UInt8], _ line: inout Line, _ matched: Int) -> Bool {
        var opened = false
        while line.indent < 4, !line.isEmpty {
            let isQuote = bytes[line.content] == .greaterThan
            let marker = isQuote ? nil : ListMarker(bytes, line)
            guard isQuote || marker.map({ opened || mayOpen($0, matched) }) == true else { return opened }
            if !opened { leaveContainers(beyond: matched) }
            if containers.count >= Self.maxDepth {
                line.excess = marker?.decisive ?? line.content
                return opened
            }
            opened = true
            open(bytes, &line, marker)
        }
        return opened
    }

    private mutating func open(_ bytes: [UInt8], _ line: inout Line, _ marker: ListMarker?) {
        if let marker {
            containers.append(.item(width: line.enterItem(bytes, marker)))
        } else {
            line.enterQuote(bytes)
            containers.append(.quote)
            quotes += 1
        }
    }

    /// A paragraph is only interrupted by an item that has content and, where it is numbered, is the first.
    private func mayOpen(_ marker: ListMarker, _ matched: Int) -> Bool {
        !isInParagraph || matched < containers.count || marker.mayInterrupt
    }

    private mutating func leaveContainers(beyond matched: Int) {
        guard matched < containers.count else { return }
        quotes -= containers[matched...].count { $0 == .quote }
        containers.removeSubrange(matched...)
        isInParagraph = false
        fence = nil
    }

    private mutating func endParagraph(_ line: Line, _ kind: Line.Kind) -> Line {
        isInParagraph = false
        var line = line
        line.kind = kind
        return line
    }
}
