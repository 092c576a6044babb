import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyWire

struct ThinkTagsTests {
    private func part(_ pieces: [String]) -> (text: String, reasoning: String) {
        var tags = ThinkTags()
        var parts = pieces.flatMap { tags.part($0, isLast: false) }
        parts += tags.part("", isLast: true)
        return parts.reduce(into: (text: "", reasoning: "")) { sum, part in
            switch part {
            case .text(let text): sum.text += text
            case .reasoning(let text): sum.reasoning += text
            default: break
            }
        }
    }

    private static let cases: [(answer: String, text: String, reasoning: String)] = [
        ("Hello", "Hello", ""),
        ("<think>\nA <b> thought.\n</think>\n\nHello", "Hello", "A <b> thought.\n"),
        ("\n <think>x</think>y", "y", "x"),
        ("<think></think>y", "y", ""),
        ("<think>\n\n</think>\n\ny", "y", ""),
        ("<think>never ended </thin", "", "never ended </thin"),
        ("<thin", "<thin", ""),
        ("<thinking>loud</thinking>", "<thinking>loud</thinking>", ""),
        ("Write <think> here", "Write <think> here", ""),
        ("<think>a</think>b <think>c</think>", "b <think>c</think>", "a"),
        ("", "", ""), ("  ", "  ", ""), ("<", "<", ""),
        ("<think>é</think>\r\n\r\nç😀", "ç😀", "é"),
    ]

    /// However it is split, down to single characters.
    @Test(arguments: 0..<30)
    func thoughtsAndTextArePartedHoweverTheyCome(seed: Int) {
        var random = SeededGenerator(seed)
        for (answer, text, reasoning) in Self.cases {
            let pieces = seed == 0 ? [answer] : random.pieces(of: answer, upTo: seed % 7 + 1)
            let (foundText, foundReasoning) = part(pieces)
            #expect(foundText == text && foundReasoning == reasoning, "\(pieces)")
        }
    }

    /// Nothing waits that is surely no tag.
    @Test func whatIsNoTagIsGivenAtOnce() {
        var tags = ThinkTags()
        #expect(tags.part("A", isLast: false) == [.text("A")])
        #expect(tags.part("<think>", isLast: false) == [.text("<think>")])
        var thinking = ThinkTags()
        #expect(thinking.part("<think>a < b", isLast: false) == [.reasoning("a ")])
        #expect(thinking.part(" is so </", isLast: false) == [.reasoning("< b is so ")])
    }
}
