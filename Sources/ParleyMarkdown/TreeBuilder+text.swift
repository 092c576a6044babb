extension TreeBuilder {
    mutating func append(_ string: String) { text.append(contentsOf: string.utf8) }

    mutating func appendBreak() {
        flushText()
        add(.element(MarkdownElement(.br)))
    }

    mutating func appendEntity(_ bytes: UnsafeBufferPointer<UInt8>) { append(Entity.decoded(bytes)) }

    /// Code shows formulas as they were written.
    mutating func appendCode(_ bytes: UnsafeBufferPointer<UInt8>) {
        if source.hasPlaceholders { text.append(contentsOf: written(bytes)) } else { text.append(contentsOf: bytes) }
    }

    mutating func appendText(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard source.hasPlaceholders, bytes.contains(Placeholder.mathsStart[0]) else {
            return text.append(contentsOf: bytes)
        }
        for part in parts(of: bytes) {
            switch part {
            case .text(let bytes): text.append(contentsOf: bytes)
            case .maths(let maths): append(maths)
            case .tilde: text.append(.tilde)
            }
        }
    }

    /// Text without placeholders: what the person or model wrote.
    func written(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for part in parts(of: bytes) {
            switch part {
            case .text(let bytes): result.append(contentsOf: bytes)
            case .maths(let maths): result.append(contentsOf: maths.written)
            case .tilde: result.append(.tilde)
            }
        }
        return result
    }

    private mutating func append(_ maths: Maths) {
        flushText()
        let tag: MarkdownElement.Tag = maths.isDisplay && mayHoldBlocks ? .div : .span
        let attributes = [MarkdownAttribute(.mathClass, "math")]
        add(.element(MarkdownElement(tag, attributes, children: [.text(maths.latex)])))
    }
}

extension TreeBuilder {
    private enum Part {
        case text(Slice<UnsafeBufferPointer<UInt8>>)
        case maths(Maths)
        case tilde
    }

    private func parts(of bytes: UnsafeBufferPointer<UInt8>) -> [Part] {
        var parts: [Part] = []
        var copied = 0
        var at = 0
        while at < bytes.count {
            guard let kind = Placeholder.kind(at: at, in: bytes) else {
                at += 1
                continue
            }
            if at > copied { parts.append(.text(bytes[copied..<at])) }
            at += 3
            if kind == Placeholder.mathsStart.last, let (index, end) = mathsIndex(bytes, at) {
                parts.append(.maths(source.maths[index]))
                at = end
            }
            if kind == Placeholder.tilde.last { parts.append(.tilde) }
            copied = at
        }
        if copied < bytes.count { parts.append(.text(bytes[copied...])) }
        return parts
    }

    private func mathsIndex(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> (index: Int, end: Int)? {
        var at = start
        var index = 0
        while at < bytes.count, bytes[at].isDigit, index <= source.maths.count {
            index = index * 10 + Int(bytes[at] - UInt8(ascii: "0"))
            at += 1
        }
        let isClosed = Placeholder.kind(at: at, in: bytes) == Placeholder.mathsEnd.last
        return isClosed && index < source.maths.count ? (index, at + 3) : nil
    }
}
