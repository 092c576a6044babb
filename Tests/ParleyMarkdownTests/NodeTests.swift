import ParleyMarkdown
import Testing

@Suite struct NodeTests {
    @Test func jsonEscapesWhatJSONMust() {
        var bytes: [UInt8] = []
        MarkdownNode.text("\"\\\n\t\u{1}\u{1F}é/").appendJSON(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == #""\"\\\n\t\u0001\u001fé/""#)
    }

    @Test func htmlIsEscapedEverywhere() {
        #expect(html("<b> & \"q\" 'a'") == "<p>&lt;b&gt; &amp; &quot;q&quot; &#39;a&#39;</p>")
        let link = html("[x](https://a.b/?c=\"><script>)")
        #expect(!link.contains("<script"))
        #expect(link.contains("rel=\"noopener noreferrer\""))
    }

    @Test func voidTagsHaveNoEnd() {
        #expect(html("a  \nb\n\n---") == "<p>a<br>b</p><hr>")
        #expect(html("- [x] a") == "<ul><li><input type=\"checkbox\" checked=\"\" disabled=\"\">a</li></ul>")
    }

    @Test func theFirstChangedBlockIsFound() {
        let old = Markdown.blocks(of: "a\n\nb")
        #expect(BlockChange.firstDifference(from: old, to: old) == nil)
        #expect(BlockChange.firstDifference(from: old, to: Markdown.blocks(of: "a\n\nbc")) == 1)
        #expect(BlockChange.firstDifference(from: old, to: Markdown.blocks(of: "a\n\nb\n\nc")) == 2)
        #expect(BlockChange.firstDifference(from: old, to: Markdown.blocks(of: "a")) == 1)
        #expect(BlockChange.firstDifference(from: [], to: []) == nil)
    }
}
