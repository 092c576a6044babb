import CMD4C

/// The one place that talks to md4c: its callbacks, as C wants them, handed on to a `TreeBuilder`.
final class Parser {
    private var builder: TreeBuilder

    init(_ builder: TreeBuilder) { self.builder = builder }

    /// The tree's top-level blocks, or nil where the text would cost too much.
    func parse() -> [MarkdownNode]? {
        var parser = MD_PARSER()
        parser.flags = Self.flags
        parser.enter_block = { type, detail, context in Parser.from(context) { $0.enter(block: type, detail) } }
        parser.leave_block = { type, _, context in Parser.from(context) { $0.leave(block: type) } }
        parser.enter_span = { type, detail, context in Parser.from(context) { $0.enter(span: type, detail) } }
        parser.leave_span = { _, _, context in Parser.from(context) { $0.leave() } }
        parser.text = { type, text, size, context in
            let bytes = UnsafeRawBufferPointer(start: text, count: Int(size)).bindMemory(to: UInt8.self)
            return Parser.from(context) { $0.append(type, bytes) }
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        let result = builder.source.bytes.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { md_parse($0.baseAddress, MD_SIZE($0.count), &parser, context) }
        }
        return result == 0 ? builder.finish() : nil
    }

    private static var flags: UInt32 {
        UInt32(
            MD_FLAG_NOHTMLBLOCKS | MD_FLAG_NOHTMLSPANS | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS
                | MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_PERMISSIVEWWWAUTOLINKS | MD_FLAG_PERMISSIVEEMAILAUTOLINKS)
    }

    /// Answers md4c's "go on" or "stop".
    private static func from(
        _ context: UnsafeMutableRawPointer?, _ use: (inout TreeBuilder) -> Void
    ) -> Int32 {
        guard let context else { return 1 }
        let parser = Unmanaged<Parser>.fromOpaque(context).takeUnretainedValue()
        use(&parser.builder)
        return parser.builder.isOverBudget ? 1 : 0
    }
}

extension TreeBuilder {
    fileprivate mutating func enter(block type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) {
        switch type {
        case MD_BLOCK_QUOTE: enter(.blockquote)
        case MD_BLOCK_UL: enter(.ul)
        case MD_BLOCK_OL: enterList(detail?.load(as: MD_BLOCK_OL_DETAIL.self))
        case MD_BLOCK_LI: enterItem(detail?.load(as: MD_BLOCK_LI_DETAIL.self))
        case MD_BLOCK_HR: enter(.hr)
        case MD_BLOCK_H: enter(Self.heading(detail?.load(as: MD_BLOCK_H_DETAIL.self).level))
        case MD_BLOCK_CODE: enterCode(detail?.load(as: MD_BLOCK_CODE_DETAIL.self))
        case MD_BLOCK_P: enter(.p)
        case MD_BLOCK_TABLE: enter(.table)
        case MD_BLOCK_THEAD: enter(.thead)
        case MD_BLOCK_TBODY: enter(.tbody)
        case MD_BLOCK_TR: enter(.tr)
        case MD_BLOCK_TH: enterCell(.th, detail?.load(as: MD_BLOCK_TD_DETAIL.self))
        case MD_BLOCK_TD: enterCell(.td, detail?.load(as: MD_BLOCK_TD_DETAIL.self))
        default: enter(nil)
        }
    }

    fileprivate mutating func leave(block type: MD_BLOCKTYPE) {
        switch type {
        case MD_BLOCK_CODE:
            leave()
            leave()
        case MD_BLOCK_DOC, MD_BLOCK_QUOTE, MD_BLOCK_UL, MD_BLOCK_OL: leave()
        default: leaveBlock()
        }
    }

    private mutating func enterList(_ detail: MD_BLOCK_OL_DETAIL?) {
        let start = detail?.start ?? 1
        enter(.ol, start == 1 ? [] : [MarkdownAttribute(.start, String(start))])
    }

    private mutating func enterItem(_ detail: MD_BLOCK_LI_DETAIL?) {
        enter(.li)
        guard let detail, detail.is_task != 0 else { return }
        var attributes = [MarkdownAttribute(.type, "checkbox"), MarkdownAttribute(.disabled, "")]
        if detail.task_mark != CChar(UInt8.space) { attributes.insert(MarkdownAttribute(.checked, ""), at: 1) }
        enter(.input, attributes)
        leave()
    }

    private mutating func enterCode(_ detail: MD_BLOCK_CODE_DETAIL?) {
        let language = detail.flatMap { Self.language(string(from: $0.lang)) }
        enter(.pre, language.map { [MarkdownAttribute(.dataLanguage, $0)] } ?? [])
        enter(.code)
    }

    private mutating func enterCell(_ tag: MarkdownElement.Tag, _ detail: MD_BLOCK_TD_DETAIL?) {
        spend(cells: 1)
        switch detail?.align {
        case MD_ALIGN_LEFT: enter(tag, [MarkdownAttribute(.dataAlign, "left")])
        case MD_ALIGN_CENTER: enter(tag, [MarkdownAttribute(.dataAlign, "center")])
        case MD_ALIGN_RIGHT: enter(tag, [MarkdownAttribute(.dataAlign, "right")])
        default: enter(tag)
        }
    }

    private static func heading(_ level: UInt32?) -> MarkdownElement.Tag {
        let tags: [MarkdownElement.Tag] = [.h1, .h2, .h3, .h4, .h5, .h6]
        return tags[min(Int(max(level ?? 1, 1)), 6) - 1]
    }

    /// The first word of a fence's info string (`rust,ignore` is rust), where it looks like a language.
    private static func language(_ info: String) -> String? {
        let word = info.prefix { $0 != "," && $0 != ":" && $0 != "{" }
        let isName = word.utf8.allSatisfy { $0.isLetterOrDigit || "+#._-".utf8.contains($0) }
        return isName && !word.isEmpty && word.utf8.count <= 40 ? String(word) : nil
    }
}

extension TreeBuilder {
    fileprivate mutating func enter(span type: MD_SPANTYPE, _ detail: UnsafeMutableRawPointer?) {
        switch type {
        case MD_SPAN_EM: enter(.em)
        case MD_SPAN_STRONG: enter(.strong)
        case MD_SPAN_CODE: enter(.code)
        case MD_SPAN_DEL: enter(.del)
        case MD_SPAN_A: enterLink(detail?.load(as: MD_SPAN_A_DETAIL.self))
        case MD_SPAN_IMG: enterImage(detail?.load(as: MD_SPAN_IMG_DETAIL.self))
        default: enter(nil)
        }
    }

    private mutating func enterLink(_ detail: MD_SPAN_A_DETAIL?) {
        guard let detail else { return enter(nil) }
        enterLink(to: string(from: detail.href), title: string(from: detail.title), whenEmpty: nil)
    }

    private mutating func enterImage(_ detail: MD_SPAN_IMG_DETAIL?) {
        guard let detail else { return enter(nil) }
        let source = string(from: detail.src)
        let shown = source.utf8.count > 200 ? source.prefix(200) + "…" : source[...]
        enterLink(to: source, title: string(from: detail.title), whenEmpty: String(shown))
    }

    fileprivate mutating func append(_ type: MD_TEXTTYPE, _ bytes: UnsafeBufferPointer<UInt8>) {
        switch type {
        case MD_TEXT_NORMAL: appendText(bytes)
        case MD_TEXT_CODE: appendCode(bytes)
        case MD_TEXT_ENTITY: appendEntity(bytes)
        case MD_TEXT_NULLCHAR: append("\u{FFFD}")
        case MD_TEXT_BR: appendBreak()
        case MD_TEXT_SOFTBR: if keepsLineEnds { appendBreak() } else { append("\n") }
        default: appendCode(bytes)
        }
    }

    /// An attribute's text with its entities decoded.
    private mutating func string(from attribute: MD_ATTRIBUTE) -> String {
        spend(targetBytes: Int(attribute.size))
        guard attribute.size > 0, let text = attribute.text, let offsets = attribute.substr_offsets else { return "" }
        var bytes: [UInt8] = []
        var index = 0
        while offsets[index] < attribute.size {
            let range = Int(offsets[index])..<Int(offsets[index + 1])
            let part = UnsafeRawBufferPointer(start: text, count: Int(attribute.size)).bindMemory(to: UInt8.self)
            appendPart(attribute.substr_types[index], UnsafeBufferPointer(rebasing: part[range]), to: &bytes)
            index += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func appendPart(_ type: MD_TEXTTYPE, _ part: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        switch type {
        case MD_TEXT_ENTITY: bytes.append(contentsOf: Entity.decoded(part).utf8)
        case MD_TEXT_NULLCHAR: bytes.append(contentsOf: "\u{FFFD}".utf8)
        default: bytes.append(contentsOf: written(part))
        }
    }
}
