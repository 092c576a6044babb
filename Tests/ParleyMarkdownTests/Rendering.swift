import ParleyMarkdown

/// The blocks as JSON, one a line.
func json(_ nodes: [MarkdownNode]) -> String {
    nodes.map { node in
        var bytes: [UInt8] = []
        node.appendJSON(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }.joined(separator: "\n")
}

func json(_ text: String) -> String { json(Markdown.blocks(of: text)) }

func growing(_ text: String) -> String { json(Markdown.blocks(of: text, isGrowing: true)) }

func html(_ text: String) -> String {
    Markdown.blocks(of: text).reduce(into: "") { html, node in node.appendHTML(to: &html) }
}

extension MarkdownNode {
    /// What a reader sees of the node, line breaks included.
    var visibleText: String {
        switch self {
        case .text(let text): text
        case .element(let element): element.tag == .br ? "\n" : element.children.map(\.visibleText).joined()
        }
    }

    /// The tag of an element, nil of a text.
    var tag: MarkdownElement.Tag? {
        if case .element(let element) = self { element.tag } else { nil }
    }

    /// All elements of the tree.
    var elements: [MarkdownElement] {
        guard case .element(let element) = self else { return [] }
        return [element] + element.children.flatMap(\.elements)
    }

    /// Levels of elements.
    var depth: Int {
        guard case .element(let element) = self else { return 0 }
        return 1 + (element.children.map(\.depth).max() ?? 0)
    }
}
