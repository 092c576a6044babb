import ParleyMarkdown
import Testing

/// What a growing text must keep, for every prefix of each sample:
/// - **Nothing is taken back**: the visible text, white space and formulas apart, only ever grows at its end. A mark that
///   was shown and turned out to be syntax would break that.
/// - **Nothing turns into something else**: the block at each place has the tag it will have at the end.
/// - **What has passed stands**: once two newer blocks exist, a block is what it will be at the end.
@Suite struct GrowthTests {
    @Test(arguments: Samples.all)
    func whatWasShownStays(sample: String) {
        let final = visible(Markdown.blocks(of: sample))
        var shown: [Unicode.Scalar] = []
        for moment in Self.moments(of: sample) {
            let now = visible(moment.blocks)
            #expect(now.starts(with: shown), "after \(moment.end)")
            #expect(final.starts(with: now), "after \(moment.end)")
            shown = now
        }
    }

    @Test(arguments: Samples.all)
    func noBlockTurnsIntoAnother(sample: String) {
        let final = Markdown.blocks(of: sample).map(\.tag)
        for moment in Self.moments(of: sample) {
            let tags = moment.blocks.map(\.tag)
            #expect(tags == Array(final.prefix(tags.count)), "after \(moment.end)")
        }
    }

    @Test(arguments: Samples.all)
    func earlierBlocksNeverChange(sample: String) {
        let final = Markdown.blocks(of: sample)
        for moment in Self.moments(of: sample) {
            let settled = Array(moment.blocks.dropLast(2))
            #expect(settled == Array(final.prefix(settled.count)), "after \(moment.end)")
        }
    }

    @Test(arguments: Samples.all)
    func aFinishedTextLooksTheSameGrowing(sample: String) {
        #expect(json(Markdown.blocks(of: sample + "\n\n", isGrowing: true)) == json(sample))
    }

    @Test func theSamplesShowNoMarks() {
        for sample in Samples.all {
            let prose = Markdown.blocks(of: sample).map(\.withoutCodeAndMaths.visibleText).joined()
            #expect(!prose.contains { "*`~[]|$\\#".contains($0) })
        }
    }

    /// What a reader is shown when the text ends so.
    private struct Moment {
        var end: Substring
        var blocks: [MarkdownNode]
    }

    /// Every moment a reader could see, one scalar at a time.
    private static func moments(of text: String) -> [Moment] { allMoments[text] ?? [] }

    private static let allMoments = Dictionary(
        uniqueKeysWithValues: Samples.all.map { text in
            (
                text,
                text.unicodeScalars.indices.map { end in
                    let prefix = String(text.unicodeScalars[...end])
                    return Moment(end: prefix.suffix(20), blocks: Markdown.blocks(of: prefix, isGrowing: true))
                }
            )
        })

    private func visible(_ blocks: [MarkdownNode]) -> [Unicode.Scalar] {
        blocks.map(\.withoutMaths.visibleText).joined().unicodeScalars.filter { !$0.properties.isWhitespace }
    }
}

extension MarkdownNode {
    fileprivate var withoutMaths: MarkdownNode { without { $0.attributes.first?.name == .mathClass } }
    fileprivate var withoutCodeAndMaths: MarkdownNode {
        without { $0.attributes.first?.name == .mathClass || $0.tag == .code }
    }

    private func without(_ isLeftOut: (MarkdownElement) -> Bool) -> MarkdownNode {
        guard case .element(var element) = self else { return self }
        if isLeftOut(element) { return .text("") }
        element.children = element.children.map { $0.without(isLeftOut) }
        return .element(element)
    }
}
