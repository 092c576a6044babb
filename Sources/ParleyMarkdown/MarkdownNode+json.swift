extension MarkdownNode {
    /// Appends the node as JSON: a string, or `[tag, {attributes}?, ...nodes]`.
    public func appendJSON(to json: inout [UInt8]) {
        switch self {
        case .text(let text): json.appendJSONString(text)
        case .element(let element): element.appendJSON(to: &json)
        }
    }
}

extension MarkdownElement {
    fileprivate func appendJSON(to json: inout [UInt8]) {
        json.append(UInt8(ascii: "["))
        json.appendQuoted(tag.rawValue)
        if !attributes.isEmpty {
            json.append(UInt8(ascii: ","))
            appendAttributes(to: &json)
        }
        for child in children {
            json.append(UInt8(ascii: ","))
            child.appendJSON(to: &json)
        }
        json.append(UInt8(ascii: "]"))
    }

    private func appendAttributes(to json: inout [UInt8]) {
        json.append(UInt8(ascii: "{"))
        for (index, attribute) in attributes.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            json.appendQuoted(attribute.name.rawValue)
            json.append(UInt8(ascii: ":"))
            json.appendJSONString(attribute.value)
        }
        json.append(UInt8(ascii: "}"))
    }
}

extension [UInt8] {
    /// Our own names need no escapes.
    fileprivate mutating func appendQuoted(_ name: String) {
        append(UInt8(ascii: "\""))
        append(contentsOf: name.utf8)
        append(UInt8(ascii: "\""))
    }

    fileprivate mutating func appendJSONString(_ text: String) {
        append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { appendEscaped($0) }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ bytes: UnsafeBufferPointer<UInt8>) {
        var copied = 0
        for at in bytes.indices where bytes[at] < 0x20 || bytes[at] == .quote || bytes[at] == .backslash {
            append(contentsOf: bytes[copied..<at])
            appendEscape(of: bytes[at])
            copied = at + 1
        }
        append(contentsOf: bytes[copied...])
    }

    private mutating func appendEscape(of byte: UInt8) {
        switch byte {
        case .quote: append(contentsOf: #"\""#.utf8)
        case .backslash: append(contentsOf: #"\\"#.utf8)
        case .newline: append(contentsOf: #"\n"#.utf8)
        case .tab: append(contentsOf: #"\t"#.utf8)
        default:
            let hex = String(byte, radix: 16)
            append(contentsOf: (byte < 0x10 ? #"\u000"# : #"\u00"#).utf8)
            append(contentsOf: hex.utf8)
        }
    }
}
