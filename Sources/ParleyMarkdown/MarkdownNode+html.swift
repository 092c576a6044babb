extension MarkdownNode {
    /// Appends the node as HTML, everything escaped.
    public func appendHTML(to html: inout String) {
        switch self {
        case .text(let text): html.appendEscaped(text)
        case .element(let element): element.appendHTML(to: &html)
        }
    }
}

extension MarkdownElement {
    fileprivate func appendHTML(to html: inout String) {
        html += "<\(tag.rawValue)"
        for attribute in attributes {
            html += " \(attribute.name.rawValue)=\""
            html.appendEscaped(attribute.value)
            html += "\""
        }
        if tag == .a { html += " rel=\"noopener noreferrer\"" }
        html += ">"
        if tag.isVoid { return }
        for child in children { child.appendHTML(to: &html) }
        html += "</\(tag.rawValue)>"
    }
}

extension String {
    fileprivate mutating func appendEscaped(_ text: String) {
        guard text.utf8.contains(where: { Self.escape(of: $0) != nil }) else { return self += text }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count + 32)
        for byte in text.utf8 {
            if let escape = Self.escape(of: byte) {
                escaped.append(contentsOf: escape.utf8)
            } else {
                escaped.append(byte)
            }
        }
        self += String(decoding: escaped, as: UTF8.self)
    }

    private static func escape(of byte: UInt8) -> String? {
        switch byte {
        case .ampersand: "&amp;"
        case .lessThan: "&lt;"
        case .greaterThan: "&gt;"
        case .quote: "&quot;"
        case .apostrophe: "&#39;"
        default: nil
        }
    }
}
