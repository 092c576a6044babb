/// One node of rendered Markdown: a text or an element.
public enum MarkdownNode: Hashable, Sendable {
    case text(String)
    case element(MarkdownElement)
}

/// An element with an allowed tag and allowed attributes.
public struct MarkdownElement: Hashable, Sendable {
    public var tag: Tag
    public var attributes: [MarkdownAttribute]
    public var children: [MarkdownNode]

    /// Makes an element.
    public init(_ tag: Tag, _ attributes: [MarkdownAttribute] = [], children: [MarkdownNode] = []) {
        self.tag = tag
        self.attributes = attributes
        self.children = children
    }

    /// Every tag that can occur.
    public enum Tag: String, CaseIterable, Sendable {
        case h1, h2, h3, h4, h5, h6, p, ul, ol, li, blockquote, pre, code, em, strong, del, a, br, hr
        case table, thead, tbody, tr, th, td, input, span, div

        /// True of tags that have no content and no end tag.
        public var isVoid: Bool { self == .br || self == .hr || self == .input }
    }
}

/// An allowed attribute and its value.
public struct MarkdownAttribute: Hashable, Sendable {
    public var name: Name
    public var value: String

    /// Makes an attribute.
    public init(_ name: Name, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Every attribute that can occur.
    public enum Name: String, CaseIterable, Sendable {
        case href, title, start, type, checked, disabled
        case mathClass = "class"
        case dataLanguage = "data-language"
        case dataAlign = "data-align"
    }
}
