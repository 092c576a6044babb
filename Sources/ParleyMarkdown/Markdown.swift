/// Markdown text made into a tree of allowed nodes.
public enum Markdown {
    /// Top-level blocks of a text. `isGrowing`: it is still being written, so half-typed syntax is shown sensibly.
    /// `keepsLineEnds`: a person's message, where a line end is meant.
    public static func blocks(
        of text: String, isGrowing: Bool = false, keepsLineEnds: Bool = false
    ) -> [MarkdownNode] {
        var mender = SourceMender(text, isGrowing: isGrowing)
        let source = mender.mend()
        let parser = Parser(TreeBuilder(source, keepsLineEnds: keepsLineEnds))
        return parser.parse() ?? [plainParagraph(text)]
    }

    /// What is left of a text that would cost too much as Markdown: the text itself.
    private static func plainParagraph(_ text: String) -> MarkdownNode {
        .element(MarkdownElement(.p, children: [.text(text)]))
    }
}
