/// Builds the tree while the parser walks: one open element a level, bounded in depth and in what a text may cost.
struct TreeBuilder {
    /// Deeper elements are left out and their text is kept, so that nothing that walks the tree can overflow.
    static let maxDepth = 100

    /// What the parser has entered and not left.
    private struct Entered {
        /// False where only its content goes into the tree.
        var isKept: Bool
        /// Shown where it turns out to have no content.
        var whenEmpty: String?
        var writtenBefore = 0
    }

    let source: MendedSource
    let keepsLineEnds: Bool
    private(set) var isOverBudget = false
    /// Table cells to come: a short row is padded, so a wide table could cost far more than it says.
    private var cellsLeft: Int
    /// Bytes of link targets to come: each use of a reference repeats its target.
    private var targetBytesLeft: Int
    /// Text that has not become a node yet.
    var text: [UInt8] = []

    private var open = [MarkdownElement(.div)]
    private var entered: [Entered] = []
    private var links = 0
    /// Grows with all that is shown.
    private var written = 0

    init(_ source: MendedSource, keepsLineEnds: Bool) {
        self.source = source
        self.keepsLineEnds = keepsLineEnds
        cellsLeft = 1000 + source.bytes.count / 2
        targetBytesLeft = 65536 + 4 * source.bytes.count
    }

    mutating func spend(cells: Int = 0, targetBytes: Int = 0) {
        cellsLeft -= cells
        targetBytesLeft -= targetBytes
        isOverBudget = cellsLeft < 0 || targetBytesLeft < 0
    }

    /// The finished top-level blocks.
    mutating func finish() -> [MarkdownNode] {
        flushText()
        return open[0].children
    }

    mutating func enter(_ tag: MarkdownElement.Tag?, _ attributes: [MarkdownAttribute] = [], whenEmpty: String? = nil) {
        let isKept = tag != nil && open.count <= Self.maxDepth
        if isKept || whenEmpty != nil { flushText() }
        if let tag, isKept { open.append(MarkdownElement(tag, attributes)) }
        if tag == .a, isKept { links += 1 }
        entered.append(Entered(isKept: isKept, whenEmpty: whenEmpty, writtenBefore: written))
    }

    /// A link where its target is allowed, else its text.
    mutating func enterLink(to target: String, title: String, whenEmpty: String?) {
        guard links == 0, let href = LinkTarget.allowed(target) else { return enter(nil, whenEmpty: whenEmpty) }
        let titles = title.isEmpty || title.utf8.count > 1000 ? [] : [MarkdownAttribute(.title, title)]
        enter(.a, [MarkdownAttribute(.href, href)] + titles, whenEmpty: whenEmpty)
    }

    mutating func leave() {
        guard let left = entered.popLast() else { return }
        if left.isKept || left.whenEmpty != nil { flushText() }
        if let whenEmpty = left.whenEmpty, written == left.writtenBefore { add(.text(whenEmpty)) }
        guard left.isKept, open.count > 1 else { return }
        add(open.removeLast())
    }

    /// Blocks that are too deep for the tree still stand apart.
    mutating func leaveBlock() {
        if entered.last?.isKept == false, open.count > Self.maxDepth { text.append(.newline) }
        leave()
    }

    private mutating func add(_ finished: MarkdownElement) {
        var element = finished
        switch element.tag {
        case .a: links -= 1
        case .code: if open[open.count - 1].tag == .pre { element.dropLastLineEnd() }
        case .li: element.unwrapOnlyParagraph()
        case .p where element.holdsDisplayMaths: return element.splitAroundDisplayMaths().forEach { add($0) }
        default: break
        }
        add(.element(element))
    }

    mutating func add(_ node: MarkdownNode) {
        open[open.count - 1].children.append(node)
        written += 1
    }

    mutating func flushText() {
        guard !text.isEmpty else { return }
        add(.text(String(decoding: text, as: UTF8.self)))
        text.removeAll(keepingCapacity: true)
    }

    /// True where a block may stand.
    var mayHoldBlocks: Bool {
        switch open[open.count - 1].tag {
        case .p, .li, .td, .th, .blockquote, .div: true
        default: false
        }
    }
}
