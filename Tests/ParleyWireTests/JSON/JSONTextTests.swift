import ParleyTestSupport
import ParleyWire
import Testing

struct JSONTextTests {
    private func escape(_ text: String) -> (text: String, units: Int) {
        var output: [UInt8] = []
        var text = text
        let units = text.withUTF8 { JSONText.append($0, to: &output) }
        return (String(decoding: output, as: UTF8.self), units)
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("\"\\/", #"\"\\/"#), ("\n\r\t", #"\n\r\t"#),
        ("\u{0}\u{1F}\u{8}\u{C}", #"\u0000\u001f\u0008\u000c"#),
        ("\u{7F}é中😀", "\u{7F}é中😀"), ("\u{2028}", "\u{2028}"), ("a\"", #"a\""#), ("\"a", #"\"a"#),
    ])
    func onlyWhatMustBeIsEscaped(text: String, escaped: String) {
        #expect(escape(text).text == escaped)
    }

    @Test(arguments: 0..<500)
    func unitsAreCountedAsJavaScriptDoes(seed: Int) {
        var random = SeededGenerator(seed)
        let text = random.text(scalars: seed)
        #expect(escape(text).units == text.utf16.count)
    }

    @Test func anAppendedTextStandsBehindWhatIsThere() {
        var output = Array("start ".utf8)
        JSONText.append("\"", to: &output)
        #expect(String(decoding: output, as: UTF8.self) == #"start \""#)
    }
}
