import Testing

@testable import ParleyMarkdown

@Suite struct HostileTests {
    static let count = 2_000

    @Test(
        arguments: [
            ">", "> ", "[", "![", "*", "*a ", "**a ", "_a ", "`", "`a", "- ", "1. ", "\n- ", "> - ", "|", "|a", "<",
            "<a", "<a:", "&", "&a", "\\", "\\[",
            "\\(", "$", "$a ", "$a$ ", "$$a", "~", "~~a ", "~a", "[a](", "[a](b", "[](", "![](", "[a][", "[a", "]",
            "http://", "www.", "a@", "```\n",
            "# ", "a\n=\n", " ", "\t", "\n", "\0", "\r", "中**，文", "|a|\n|-|\n\n",
        ], [false, true])
    func aMarkRepeatedWithoutEndIsSurvived(unit: String, isGrowing: Bool) {
        let blocks = Markdown.blocks(of: String(repeating: unit, count: Self.count), isGrowing: isGrowing)
        #expect(blocks.allSatisfy { $0.depth <= TreeBuilder.maxDepth + 2 })
        #expect(blocks.hashValue == blocks.hashValue)
        #expect(json(blocks).utf8.count < 40 * unit.utf8.count * Self.count)
    }

    @Test(arguments: ["> ", "- ", "1. ", "> - "])
    func whatIsTooDeepIsText(unit: String) {
        let blocks = Markdown.blocks(of: String(repeating: unit, count: 50_000) + "end")
        #expect(blocks[0].depth > 20)
        #expect(blocks[0].depth <= TreeBuilder.maxDepth)
        #expect(blocks[0].visibleText.hasSuffix("end"))
    }

    @Test func inlineMarksNestOnlySoDeep() {
        let text = (0..<300).map { "*a\($0) **b " }.joined() + (0..<300).map { _ in "c** d*" }.joined()
        let blocks = Markdown.blocks(of: text)
        #expect(blocks[0].depth <= TreeBuilder.maxDepth + 1)
        #expect(blocks[0].visibleText.filter { $0 == "d" }.count == 300)
    }

    @Test func deepItemsDoNotMakeBlankLinesDear() {
        let text = String(repeating: "- ", count: 20_000) + "a" + String(repeating: "\n", count: 20_000)
        var mender = SourceMender(text, isGrowing: false)
        // Given md4c's cost of depth times lines, only so many markers may reach it as markers.
        #expect(mender.mend().bytes.contains(.backslash))
        #expect(Markdown.blocks(of: text).count == 1)
    }

    @Test func aWideTableOfShortRowsIsNotPadded() {
        let wide = String(repeating: "|a", count: 2000) + "|\n" + String(repeating: "|---", count: 2000) + "|\n"
        let text = wide + String(repeating: "|\n", count: 2000)
        #expect(json(text).utf8.count < 2 * text.utf8.count)
    }

    @Test func aLongTargetIsNotRepeatedWithoutEnd() {
        let text =
            "[a]: https://b.c/" + String(repeating: "d", count: 8000) + "\n\n" + String(repeating: "[a] ", count: 5000)
        #expect(json(text).utf8.count < 20 * text.utf8.count)
    }

    @Test func aTargetThatIsTooLongIsText() {
        let target = "https://b.c/" + String(repeating: "d", count: LinkTarget.maxBytes)
        #expect(json("[a](\(target))") == #"["p","a"]"#)
    }

    @Test func everyCutOfABrokenTextIsSurvived() {
        let text = "**[`$x\\(*- > |a|\n|-|\n\n1. ~~<a:b> &am ![](x \"y\n```q\n``\n\\[\n$$ 中**，"
        for end in text.unicodeScalars.indices {
            _ = Markdown.blocks(of: String(text.unicodeScalars[..<end]), isGrowing: true)
            _ = Markdown.blocks(of: String(text.unicodeScalars[end...]), isGrowing: true)
        }
    }

    @Test func zeroBytesBecomeTheReplacementCharacter() {
        #expect(json("a\0b") == "[\"p\",\"a\u{FFFD}b\"]")
    }
}
