/// Makes text ready for the parser, line by line: mends what models write and Markdown does not mean, takes formulas out,
/// and, while the text grows, holds back or closes what is half typed. Code is never touched.
struct SourceMender {
    let bytes: [UInt8]
    let isGrowing: Bool

    /// Where the text ends for now; moves to the front of what is held back.
    var end: Int
    var out: [UInt8] = []
    /// How much of `bytes` has gone to `out` or was replaced.
    var copied = 0
    /// Where the inline walk goes on; past the line's end inside a code span of several lines.
    var resume = 0
    var maths: [Maths] = []
    var hasPlaceholders = false
    var searches = CodeSearches()
    var table = TableState()
    /// Where in `out` the block that is still growing starts; nil where nothing of it can be half typed.
    var tail: Int?

    private var reader = LineReader()

    init(_ text: String, isGrowing: Bool) {
        bytes = Self.cleaned(Array(text.utf8))
        end = bytes.count
        self.isGrowing = isGrowing
        out.reserveCapacity(bytes.count + 64)
    }

    mutating func mend() -> MendedSource {
        var at = 0
        while at < end {
            var line = reader.read(bytes, at: at, upTo: end)
            emit(upTo: line.start)
            if isGrowing, holdsBack(line) {
                cut(at: line.start)
            } else {
                mend(&line)
            }
            at = line.end + 1
        }
        emit(upTo: end)
        if isGrowing, let tail { out.closeGrowingTail(from: tail, isRow: table.isOpen) }
        return MendedSource(bytes: out, maths: maths, hasPlaceholders: hasPlaceholders)
    }

    private mutating func mend(_ line: inout Line) {
        if table.isOpen, line.endsTable { separate(line, at: out.count) }
        guard line.kind == .text else {
            tail = nil
            table = TableState()
            return
        }
        if line.startsBlock {
            tail = out.count
            table = TableState()
            resume = line.content
        }
        if let excess = line.excess { replace(excess..<excess, with: [.backslash]) }
        if mendTable(line) { return }
        mendInline(&line)
    }

    private func holdsBack(_ line: Line) -> Bool {
        let isLast = line.end == bytes.count
        if line.kind == .text, !table.isOpen, mayBecomeTable(line) { return true }
        return isLast && GrowingLine(bytes, line, fence: reader.fence).isHeldBack
    }
}

extension SourceMender {
    /// Copies what stands as it is.
    mutating func emit(upTo index: Int) {
        guard index > copied else { return }
        out.append(contentsOf: bytes[copied..<min(index, end)])
        copied = index
    }

    /// Puts something else in a range's place.
    mutating func replace(_ range: Range<Int>, with replacement: some Collection<UInt8>) {
        emit(upTo: range.lowerBound)
        out.append(contentsOf: replacement)
        copied = range.upperBound
    }

    /// Holds back everything from here on.
    mutating func cut(at index: Int) {
        emit(upTo: index)
        end = index
    }

    /// One kind of line end, and none of the characters that stand for something in mended text.
    private static func cleaned(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        if bytes.contains(.carriageReturn) { bytes = withoutCarriageReturns(bytes) }
        var at = 0
        while let found = bytes[at...].firstIndex(of: 0xEF) {
            if found + 2 < bytes.count, bytes[found + 1] == 0xB7, Placeholder.isLast(bytes[found + 2]) {
                bytes.replaceSubrange(found..<found + 3, with: [0xEF, 0xBF, 0xBD])
            }
            at = found + 1
        }
        return bytes
    }

    private static func withoutCarriageReturns(_ bytes: [UInt8]) -> [UInt8] {
        var clean: [UInt8] = []
        clean.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            if byte != .carriageReturn {
                clean.append(byte)
            } else if bytes.byte(index + 1) != .newline {
                clean.append(.newline)
            }
        }
        return clean
    }
}
