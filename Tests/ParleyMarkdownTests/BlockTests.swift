import ParleyMarkdown
import Testing

@Suite struct BlockTests {
    @Test(arguments: [
        ("Hello", #"["p","Hello"]"#),
        ("", ""),
        ("a\nb", #"["p","a\nb"]"#),
        ("a  \nb", #"["p","a",["br"],"b"]"#),
        ("# One", #"["h1","One"]"#),
        ("###### Six ##", #"["h6","Six"]"#),
        ("Title\n===", #"["h1","Title"]"#),
        ("Title\n---", #"["h2","Title"]"#),
        ("***", #"["hr"]"#),
        ("> a\n> b", #"["blockquote",["p","a\nb"]]"#),
        ("a\r\n\r\nb\rc", #"["p","a"]"# + "\n" + #"["p","b\nc"]"#),
    ])
    func aTextBecomesBlocks(text: String, expected: String) {
        #expect(json(text) == expected)
    }

    @Test(arguments: [
        ("- a\n- b", #"["ul",["li","a"],["li","b"]]"#),
        ("1. a\n2. b", #"["ol",["li","a"],["li","b"]]"#),
        ("3) a", #"["ol",{"start":"3"},["li","a"]]"#),
        ("- a\n  - b", #"["ul",["li","a",["ul",["li","b"]]]]"#),
        ("- a\n\n- b", #"["ul",["li","a"],["li","b"]]"#),
        ("- a\n\n  b", #"["ul",["li",["p","a"],["p","b"]]]"#),
        (
            "- [ ] a\n- [x] b",
            #"["ul",["li",["input",{"type":"checkbox","disabled":""}],"a"],"#
                + #"["li",["input",{"type":"checkbox","checked":"","disabled":""}],"b"]]"#
        ),
    ])
    func itemsBecomeLists(text: String, expected: String) {
        #expect(json(text) == expected)
    }

    @Test(arguments: [
        ("```swift\nlet a = 1\n```", #"["pre",{"data-language":"swift"},["code","let a = 1"]]"#),
        ("```\na\n\nb\n```", #"["pre",["code","a\n\nb"]]"#),
        ("~~~c++ title=x\na\n~~~", #"["pre",{"data-language":"c++"},["code","a"]]"#),
        ("```rust,ignore\na\n```", #"["pre",{"data-language":"rust"},["code","a"]]"#),
        ("```<b>\na\n```", #"["pre",["code","a"]]"#),
        ("```\(String(repeating: "x", count: 41))\na\n```", #"["pre",["code","a"]]"#),
        ("    a\n    b", #"["pre",["code","a\nb"]]"#),
        ("```\nopen", #"["pre",["code","open"]]"#),
        ("````\n```\na\n```\n````", #"["pre",["code","```\na\n```"]]"#),
    ])
    func codeKeepsItsLanguageAndLines(text: String, expected: String) {
        #expect(json(text) == expected)
    }

    @Test func aTableHasAlignedCells() {
        let text = "| a | b | c | d |\n|:---|:---:|---:|---|\n| 1 | 2 | 3 | 4 |"
        let head =
            #"["thead",["tr",["th",{"data-align":"left"},"a"],["th",{"data-align":"center"},"b"],"#
            + #"["th",{"data-align":"right"},"c"],["th","d"]]]"#
        let body =
            #"["tbody",["tr",["td",{"data-align":"left"},"1"],["td",{"data-align":"center"},"2"],"#
            + #"["td",{"data-align":"right"},"3"],["td","4"]]]"#
        #expect(json(text) == #"["table",\#(head),\#(body)]"#)
    }

    @Test func aPersonsLineEndsAreKept() {
        let blocks = Markdown.blocks(of: "a\nb", keepsLineEnds: true)
        #expect(json(blocks) == #"["p","a",["br"],"b"]"#)
    }
}
