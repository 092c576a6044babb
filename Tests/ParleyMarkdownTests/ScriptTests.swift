import ParleyMarkdown
import Testing

@Suite struct ScriptTests {
    @Test(arguments: [
        ("**注意：**请看", #"["p",["strong","注意："],"请看"]"#),
        ("请**“注意”**看", #"["p","请",["strong","“注意”"],"看"]"#),
        ("中文，**粗体**中文", #"["p","中文，",["strong","粗体"],"中文"]"#),
        ("**참고:**입니다", #"["p",["strong","참고:"],"입니다"]"#),
        ("範囲は3~5、または6~8です", #"["p","範囲は3~5、または6~8です"]"#),
        ("👩‍👩‍👧 **🎉** 🇩🇪", #"["p","👩‍👩‍👧 ",["strong","🎉"]," 🇩🇪"]"#),
        ("مرحبا **بالعالم** `كود`", #"["p","مرحبا ",["strong","بالعالم"]," ",["code","كود"]]"#),
        ("e\u{301}*x*", "[\"p\",\"e\u{301}\",[\"em\",\"x\"]]"),
    ])
    func everyScriptIsRendered(text: String, expected: String) {
        #expect(json(text) == expected)
    }

    @Test func aLinkCannotHideItsDirection() {
        let blocks = Markdown.blocks(of: "[a](https://b.c/\u{202E}gpj)")
        #expect(blocks.flatMap(\.elements).last?.attributes.first?.value == "https://b.c/gpj")
    }
}
