/// Reads a link's `(target "title")`.
struct LinkTargetScan {
    enum Result { case complete(Int), half, invalid }

    private let bytes: [UInt8]
    private var at: Int
    private let end: Int

    init(_ bytes: [UInt8], at: Int, upTo end: Int) {
        self.bytes = bytes
        self.at = at
        self.end = end
    }

    mutating func scan() -> Result {
        skipWhitespace()
        readTarget()
        skipWhitespace()
        guard at < end else { return .half }
        if bytes[at] == .closeParen { return .complete(at + 1) }
        guard let close = titleEnd else { return .invalid }
        guard skipTitle(close) else { return .half }
        skipWhitespace()
        guard at < end else { return .half }
        return bytes[at] == .closeParen ? .complete(at + 1) : .invalid
    }

    private mutating func skipWhitespace() {
        while at < end, bytes[at].isWhitespace { at += 1 }
    }

    private mutating func readTarget() {
        var depth = 0
        while at < end, !bytes[at].isWhitespace {
            if bytes[at] == .closeParen, depth == 0 { return }
            if bytes[at] == .openParen { depth += 1 }
            if bytes[at] == .closeParen { depth -= 1 }
            at += bytes[at] == .backslash && at + 1 < end ? 2 : 1
        }
    }

    private var titleEnd: UInt8? {
        switch bytes[at] {
        case .quote: .quote
        case .apostrophe: .apostrophe
        case .openParen: .closeParen
        default: nil
        }
    }

    private mutating func skipTitle(_ close: UInt8) -> Bool {
        at += 1
        while at < end {
            if bytes[at] == close {
                at += 1
                return true
            }
            at += bytes[at] == .backslash && at + 1 < end ? 2 : 1
        }
        return false
    }
}
