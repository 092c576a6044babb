import ParleyMarkdown
import Testing

@Suite struct GrowingTests {
    @Test(arguments: [
        ("**bo", #"["p",["strong","bo"]]"#),
        ("**bo*", #"["p",["strong","bo"]]"#),
        ("**bo ", #"["p",["strong","bo"]]"#),
        ("*em", #"["p",["em","em"]]"#),
        ("***both", #"["p",["em",["strong","both"]]]"#),
        ("~~de", #"["p",["del","de"]]"#),
        ("`co", #"["p",["code","co"]]"#),
        ("``a`", #"["p",["code","a"]]"#),
        ("**a `b", #"["p",["strong","a ",["code","b"]]]"#),
        ("**a\n", #"["p",["strong","a"]]"#),
        ("**注意：", #"["p",["strong","注意："]]"#),
        ("# **a", #"["h1",["strong","a"]]"#),
        ("- **a", #"["ul",["li",["strong","a"]]]"#),
    ])
    func whatIsOpenIsClosedForNow(text: String, expected: String) {
        #expect(growing(text) == expected)
    }

    @Test(arguments: [
        "a *", "a **", "a `", "a ~~", "a [", "a ![", "a !", "a <", "a <ht", "a <https://b", "a &am", "a &#12", "a \\",
        "a $", "a $x", "a \\(x",
        "a $$x", "a \\[x", "a **`", "a\n-", "a\n--", "a\n---", "a\n=", "a\n1", "a\n1.", "a\n- ", "a\n- [", "a\n#",
        "a\n## ", "a\n```sw", "a\n~~~",
        "a\n> ", "a\n| b", "a\n| b |\n", "a\n| b |\n|-", "a\n- $x", "a\n- `", "a [1", "a [^n", "a [1]",
    ])
    func aHalfTypedMarkShowsNothing(text: String) {
        #expect(growing(text) == #"["p","a"]"#)
    }

    @Test(arguments: [
        ("[te", #"["p","te"]"#),
        ("[te]", #"["p","te"]"#),
        ("[te](", #"["p","te"]"#),
        ("[te](https://ha", #"["p","te"]"#),
        ("[te](https://half \"ti", #"["p","te"]"#),
        ("[**te", #"["p",["strong","te"]]"#),
        ("![al](https://ha", #"["p","al"]"#),
        ("[te](https://a.b)", #"["p",["a",{"href":"https://a.b"},"te"]]"#),
        ("[te] x", #"["p","[te] x"]"#),
        ("a[0", #"["p","a[0"]"#),
    ])
    func aHalfTypedLinkShowsItsText(text: String, expected: String) {
        #expect(growing(text) == expected)
    }

    @Test(arguments: [
        ("2*3", #"["p","2*3"]"#),
        ("2 * 3", #"["p","2 * 3"]"#),
        ("costs $5 and ten", #"["p","costs $5 and ten"]"#),
        ("a < b", #"["p","a < b"]"#),
        ("R&D x", #"["p","R&D x"]"#),
        ("snake_case", #"["p","snake_case"]"#),
        ("```\na **b", #"["pre",["code","a **b"]]"#),
        ("```\na\n``", #"["pre",["code","a"]]"#),
        ("```swift\n", #"["pre",{"data-language":"swift"},["code"]]"#),
        ("    **a", #"["pre",["code","**a"]]"#),
        ("3.1", #"["p","3.1"]"#),
        ("2024 w", #"["p","2024 w"]"#),
        ("**a\n\nb", #"["p","**a"]"# + "\n" + #"["p","b"]"#),
    ])
    func whatIsNoSyntaxIsShown(text: String, expected: String) {
        #expect(growing(text) == expected)
    }

    @Test func aTableGrowsRowByRow() {
        #expect(growing("| a | b |\n|---|---|") == "")
        #expect(growing("| a | b |\n|---|---|\n") == #"["table",["thead",["tr",["th","a"],["th","b"]]]]"#)
        let row = #"["tbody",["tr",["td","1"],["td",["strong","2"]]]]"#
        #expect(growing("| a | b |\n|---|---|\n| 1 | **2").hasSuffix(row + "]"))
    }

    @Test func anEmptyTextHasNoBlocks() {
        #expect(growing("") == "")
        #expect(growing(" \n ") == "")
    }
}
