import Testing

@testable import ParleyMarkdown

@Suite struct MendingTests {
    @Test(arguments: [
        "| a | b |\n|-|-|\n| 1 | 2 |", "| a | b |\n|--|:-|\n| 1 | 2 |", "a | b\n-|-\n1 | 2",
        "Look:\n| a | b |\n|---|---|\n| 1 | 2 |", "Look:\n| a | b |\n|-|-|\n| 1 | 2 |",
        "- Look:\n  | a | b |\n  |-|-|\n  | 1 | 2 |", "> Look:\n> | a | b |\n> |-|-|\n> | 1 | 2 |",
    ])
    func aTableIsFoundAsModelsWriteIt(text: String) throws {
        let elements = Markdown.blocks(of: text).flatMap(\.elements)
        let cells = elements.filter { $0.tag == .td || $0.tag == .th }
        #expect(cells.map { MarkdownNode.element($0).visibleText } == ["a", "b", "1", "2"])
        #expect(elements.contains { $0.tag == .table })
    }

    @Test(arguments: [
        "```\nLook:\n| a | b |\n|-|-|\n```", "~~~\n$a$ ~b **，**c\n~~~", "- x\n\n  ```\n  |a|\n  |-|\n  ```\n",
        "> ```\n> |a|\n> |-|\n> ```", "text\n\n    |a|\n    |-|", "1. x\n\n       |a|\n       |-|", "`a ~b\n$c$`",
        "- ```\n  ~\n  ```", "````\n```\n|a|\n|-|\n````",
    ])
    func codeIsNotTouched(text: String) {
        var mender = SourceMender(text, isGrowing: false)
        #expect(String(decoding: mender.mend().bytes, as: UTF8.self) == text)
    }

    @Test func afterCodeEndsMendingGoesOn() {
        #expect(json("- ```\n  a\nb\n\n$x$").hasSuffix(#"["p",["span",{"class":"math"},"x"]]"#))
        #expect(json("> ```\n> a\n\n$x$").hasSuffix(#"["p",["span",{"class":"math"},"x"]]"#))
    }

    @Test(arguments: [("```\nb\n```", "pre"), ("# b", "h1"), ("> b", "blockquote"), ("- b", "ul"), ("---\n\n", "hr")])
    func aTableEndsWhereAnotherBlockStarts(text: String, tag: String) {
        let tags = Markdown.blocks(of: "|a|\n|---|\n|c|\n" + text).map(\.tag?.rawValue)
        #expect(tags == ["table", tag])
    }

    @Test func aRowOfDashesInsideATableIsARow() {
        let tables = Markdown.blocks(of: "|a|\n|---|\n|b|\n|-|\n|c|").filter { $0.tag == .table }
        #expect(tables.count == 1)
        #expect(tables.first?.visibleText == "ab-c")
    }

    @Test(arguments: [
        "one", "two ~ three", "a | b", "x\n---", "- a\n- b", "# h", "> q", "1. a\n   b", "<a:b>", "**b**",
    ])
    func plainMarkdownIsLeftAlone(text: String) {
        var mender = SourceMender(text.replacing("~", with: "-"), isGrowing: false)
        #expect(String(decoding: mender.mend().bytes, as: UTF8.self) == text.replacing("~", with: "-"))
    }

    @Test func placeholdersInATextAreNoFormulas() {
        let forged = String(decoding: Placeholder.maths(0) + Placeholder.joiner, as: UTF8.self)
        #expect(json("$x$ \(forged)") == #"["p",["span",{"class":"math"},"x"]," \#u{FFFD}0\#u{FFFD}\#u{FFFD}"]"#)
        #expect(Markdown.blocks(of: "$x$ &#xFDD0;0&#xFDD1;").flatMap(\.elements).filter { $0.tag == .span }.count == 1)
    }
}
