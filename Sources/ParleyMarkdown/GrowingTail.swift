/// The inline text at a growing text's end: what is open there is closed for now, what is half a mark is held back.
///
/// It follows emphasis, code, links and entities as the parser will, in one walk, and answers an edit: some bytes left out,
/// a new end, and what to write there.
struct GrowingTail {
    struct Run {
        var mark: UInt8
        var start: Int
        var length: Int
    }

    struct Bracket {
        var start: Int
        var isImage: Bool
        /// How many runs were open before it.
        var runs: Int
    }

    /// More open marks than anyone nests; further ones are text.
    static let maxOpen = 64

    let bytes: [UInt8]
    var at = 0
    var end: Int
    var runs: [Run] = []
    var brackets: [Bracket] = []
    var code: Run?
    /// Brackets that are left out: what stands in them is shown as the text it will be.
    var leftOut: [Int] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
    }

    mutating func closed() -> [UInt8] {
        while at < end { step() }
        leaveOutOpenBrackets()
        trimEnd()
        var result: [UInt8] = []
        result.reserveCapacity(end + 16)
        var copied = 0
        for index in leftOut.sorted() where index < end {
            result.append(contentsOf: bytes[copied..<index])
            copied = index + 1
        }
        result.append(contentsOf: bytes[copied..<end])
        if let code { result.append(contentsOf: repeatElement(.backtick, count: code.length)) }
        for run in runs.reversed() { result.append(contentsOf: repeatElement(run.mark, count: run.length)) }
        return result
    }

    private mutating func step() {
        switch bytes[at] {
        case .backslash: if at + 1 == end { cut(at) } else { at += 2 }
        case .backtick: readCode()
        case .lessThan: readAngle()
        case .ampersand: readEntity()
        case .exclamation: readExclamation()
        case .openBracket: openBracket(at, isImage: false)
        case .closeBracket: closeBracket()
        case .star, .underscore, .tilde: readRun()
        default: at += 1
        }
    }

    /// Nothing from here on is shown yet.
    mutating func cut(_ index: Int) {
        end = index
        at = index
        runs.removeAll { $0.start >= index }
        brackets.removeAll { $0.start >= index }
    }
}

extension GrowingTail {
    private mutating func readCode() {
        let runEnd = bytes.endOfRun(at: at, upTo: end)
        var search = runEnd
        while search < end {
            let close = bytes[search..<end].firstIndex(of: .backtick) ?? end
            let closeEnd = close < end ? bytes.endOfRun(at: close, upTo: end) : end
            if close < end, closeEnd - close == runEnd - at {
                at = closeEnd
                return
            }
            if closeEnd == end, close < end, closeEnd - close < runEnd - at { end = close }
            search = closeEnd
        }
        code = Run(mark: .backtick, start: at, length: runEnd - at)
        at = end
    }

    /// `<https://…` and `<b`: held back until it is clear what it is.
    private mutating func readAngle() {
        guard at + 1 < end else { return cut(at) }
        guard bytes[at + 1].isLetter || bytes[at + 1] == .slash || bytes[at + 1] == .exclamation else { return at += 1 }
        let stop = bytes[(at + 1)..<end].firstIndex { $0.isWhitespace || $0 == .lessThan || $0 == .greaterThan }
        guard let stop else { return cut(at) }
        at = stop
    }

    /// `&am` may become `&amp;`.
    private mutating func readEntity() {
        var stop = at + 1
        if stop < end, bytes[stop] == .hash { stop += 1 }
        while stop < end, stop - at < 34, bytes[stop].isLetterOrDigit { stop += 1 }
        if stop == end { cut(at) } else { at += 1 }
    }

    private mutating func readExclamation() {
        if bytes.byte(at + 1) == .openBracket, at + 1 < end { return openBracket(at, isImage: true) }
        let startsWord = at == 0 || bytes[at - 1].isWhitespace
        if at + 1 == end, startsWord { cut(at) } else { at += 1 }
    }
}

extension GrowingTail {
    /// White space and marks that have nothing after them yet.
    private mutating func trimEnd() {
        if let code {
            if bytes[(code.start + code.length)..<end].contains(where: { !$0.isWhitespace }) { return trimWhitespace() }
            self.code = nil
            cut(code.start)
        }
        trimWhitespace()
        while let last = runs.last, last.start + last.length >= end {
            cut(last.start)
            trimWhitespace()
        }
    }

    private mutating func trimWhitespace() {
        while end > 0, bytes[end - 1].isWhitespace { end -= 1 }
        let backslashes = bytes[..<end].reversed().prefix { $0 == .backslash }.count
        // A backslash before a line end would escape what is written there now.
        if backslashes % 2 == 1 { end -= 1 }
    }
}
