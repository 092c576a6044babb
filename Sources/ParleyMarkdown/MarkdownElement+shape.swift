extension MarkdownElement {
    var holdsDisplayMaths: Bool { children.contains { $0.tag == .div } }

    /// A displayed formula stands between paragraphs, not inside one.
    func splitAroundDisplayMaths() -> [MarkdownNode] {
        var blocks: [MarkdownNode] = []
        var rest = children[...]
        while !rest.isEmpty {
            let text = rest.prefix { $0.tag != .div }
            if let paragraph = Self.paragraph(of: text) { blocks.append(.element(paragraph)) }
            rest = rest.dropFirst(text.count)
            if let maths = rest.popFirst() { blocks.append(maths) }
        }
        return blocks
    }

    private static func paragraph(of nodes: ArraySlice<MarkdownNode>) -> MarkdownElement? {
        var nodes = nodes
        if case .text(let text) = nodes.first {
            nodes[nodes.startIndex] = .text(String(text.drop(while: \.isWhitespace)))
        }
        while let first = nodes.first, first == .text("") || first.tag == .br { nodes.removeFirst() }
        while let last = nodes.last, last == .text("\n") || last.tag == .br { nodes.removeLast() }
        return nodes.isEmpty ? nil : MarkdownElement(.p, children: Array(nodes))
    }

    /// Of a code block.
    mutating func dropLastLineEnd() {
        guard case .text(let text) = children.last, text.utf8.last == .newline else { return }
        children[children.count - 1] = .text(String(decoding: text.utf8.dropLast(), as: UTF8.self))
    }

    /// A blank line between items makes their texts paragraphs; a text that grows would jump each time one appears.
    mutating func unwrapOnlyParagraph() {
        guard children.count(where: { $0.tag == .p }) == 1 else { return }
        let start = children.first?.tag == .input ? 1 : 0
        guard case .element(let paragraph) = children[start], paragraph.tag == .p else { return }
        children.replaceSubrange(start...start, with: paragraph.children)
    }
}

extension MarkdownNode {
    /// The tag of an element, nil of a text.
    fileprivate var tag: MarkdownElement.Tag? {
        if case .element(let element) = self { element.tag } else { nil }
    }
}
