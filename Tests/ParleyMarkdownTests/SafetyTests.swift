import ParleyMarkdown
import Testing

@Suite struct SafetyTests {
    @Test func thereAreEnoughPayloads() {
        #expect(Set(Payloads.all).count == Payloads.all.count)
        #expect(Payloads.all.count >= 60)
    }

    @Test(arguments: Payloads.all, [false, true])
    func onlyAllowedAttributesStandOnTheirTags(payload: String, isGrowing: Bool) {
        for element in elements(of: payload, isGrowing: isGrowing) {
            for attribute in element.attributes {
                #expect(Self.allowed[element.tag, default: []].contains(attribute.name))
            }
        }
    }

    @Test(arguments: Payloads.all, [false, true])
    func linksLeadOnlyToTheWebAndToMail(payload: String, isGrowing: Bool) {
        for element in elements(of: payload, isGrowing: isGrowing) where element.tag == .a {
            let target = element.attributes.first { $0.name == .href }?.value ?? ""
            #expect(["http://", "https://", "mailto:"].contains { target.lowercased().hasPrefix($0) })
            #expect(!target.unicodeScalars.contains { $0.value < 0x20 })
        }
    }

    @Test(arguments: Payloads.all)
    func theHTMLHoldsNoTagOfTheText(payload: String) {
        let html = html(payload)
        #expect(tags(in: html).isSubset(of: MarkdownElement.Tag.allCases.map(\.rawValue)))
        #expect(attributes(in: html).isSubset(of: MarkdownAttribute.Name.allCases.map(\.rawValue) + ["rel"]))
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- a -->", "<?php a ?>", "<b onclick=a>b</b>",
    ])
    func rawHTMLIsShownAsText(payload: String) {
        #expect(Markdown.blocks(of: payload) == [.element(MarkdownElement(.p, children: [.text(payload)]))])
        #expect(Markdown.blocks(of: "a " + payload).map(\.visibleText) == ["a " + payload])
    }

    @Test func aValueSetsNoOtherAttribute() {
        #expect(html("[x](https://a.b/\"c)").contains("href=\"https://a.b/&quot;c\""))
        #expect(html("[x](https://a.b '\" onclick=\"')").contains("title=\"&quot; onclick=&quot;\""))
    }

    private static let allowed: [MarkdownElement.Tag: Set<MarkdownAttribute.Name>] = [
        .a: [.href, .title], .ol: [.start], .pre: [.dataLanguage], .th: [.dataAlign], .td: [.dataAlign],
        .span: [.mathClass], .div: [.mathClass], .input: [.type, .checked, .disabled],
    ]

    private func elements(of text: String, isGrowing: Bool) -> [MarkdownElement] {
        Markdown.blocks(of: text, isGrowing: isGrowing).flatMap(\.elements)
    }

    /// What a tokenizer would take for tags: the words after `<` and `</`.
    private func tags(in html: String) -> Set<String> {
        Set(html.matches(of: #/<\/?([^\s>\/]*)/#).map { String($0.output.1) })
    }

    private func attributes(in html: String) -> Set<String> {
        let inside = html.matches(of: #/<[^>]*>/#).map { String($0.output) }
        return Set(inside.flatMap { tag in tag.matches(of: #/\s([^\s="]+)="[^"]*"/#).map { String($0.output.1) } })
    }
}
