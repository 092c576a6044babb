import Foundation
import ParleyTestSupport
import Testing

@testable import ParleyLive

struct GrowingTextTests {
    /// Takes all that is past a cursor, piece by piece, and says where each piece began.
    private func rest(of text: GrowingText, after cursor: inout GrowingText.Cursor) throws -> (
        text: String, biggest: Int
    ) {
        var all = ""
        var biggest = 0
        while cursor != text.end {
            let before = cursor
            let piece = text.next(after: &cursor)
            try #require(cursor != before, "it stands still")
            let json = [0x22] + piece + [0x22]
            let plain = try JSONDecoder().decode(String.self, from: Data(json))
            #expect(cursor.units - before.units == plain.utf16.count)
            all += plain
            biggest = max(biggest, piece.count)
        }
        return (all, biggest)
    }

    @Test(arguments: 0..<40)
    func whatIsPastACursorIsAllThatCameSince(seed: Int) throws {
        var random = SeededGenerator(seed)
        var text = GrowingText()
        var whole = ""
        var places: [(cursor: GrowingText.Cursor, bytes: Int)] = [(text.end, 0)]
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            let isLong = Int.random(in: 0..<12, using: &random) == 0
            let piece = random.text(signs: isLong ? 12_000 : Int.random(in: 0...300, using: &random))
            text.append(piece)
            whole += piece
            places.append((text.end, whole.utf8.count))
        }
        #expect(text.utf8.elementsEqual(whole.utf8))
        #expect(text.end.units == whole.utf16.count)
        for place in places {
            var cursor = place.cursor
            let rest = try rest(of: text, after: &cursor)
            #expect(rest.text.utf8.elementsEqual(whole.utf8.dropFirst(place.bytes)))
            #expect(cursor == text.end)
            #expect(text.bytes(from: place.bytes).elementsEqual(whole.utf8.dropFirst(place.bytes)))
        }
    }

    /// What is handed out at once is bounded, whatever the text is made of.
    @Test(arguments: [
        ("letters", "x"), ("control signs", "\u{1}"), ("families", "👩‍👩‍👧‍👦"), ("quotes", "\""), ("lines", "a\n"),
    ])
    func aLongTextIsHandedOutInPieces(name: String, sign: String) throws {
        var text = GrowingText()
        for size in [100_000, 7_000, 7_000, 7_000, 50_000, 1] { text.append(String(repeating: sign, count: size)) }
        var cursor = GrowingText.Cursor()
        let rest = try rest(of: text, after: &cursor)
        #expect(rest.text.utf16.count == text.end.units)
        #expect(rest.biggest <= 64 << 10, "\(rest.biggest) bytes of \(name) at once")
    }

    /// A reader who is behind takes the rest from the store, in pieces that begin and end where they like.
    @Test(arguments: 0..<20)
    func whatWasGivenBackIsReadFromTheStore(seed: Int) throws {
        var random = SeededGenerator(seed)
        var text = GrowingText()
        var places = [text.end]
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            text.append(random.text(signs: Int.random(in: 0...9_000, using: &random)))
            places.append(text.end)
        }
        let stored = text.utf8
        let whole = text.text
        text.seal()
        #expect(text.utf8.isEmpty)
        for place in places {
            var cursor = place
            var units = 0
            var rest = ""
            while cursor != text.end {
                let before = cursor
                var piece: [UInt8]
                if let range = text.givenBack(after: cursor, limit: Int.random(in: 4...20_000, using: &random)) {
                    piece = text.escape(read: Array(stored[range]), for: &cursor)
                } else {
                    piece = text.next(after: &cursor)
                    units += piece.count
                }
                try #require(cursor != before, "it stands still")
                let plain = try JSONDecoder().decode(String.self, from: Data([0x22] + piece + [0x22]))
                #expect(cursor.units - before.units == plain.utf16.count)
                rest += plain
            }
            #expect(whole.utf16.count - rest.utf16.count == place.units)
            #expect(whole.hasSuffix(rest) || rest.isEmpty)
            #expect(units <= 32 << 10, "more than its end is held")
        }
    }

    /// A store that has less than it should ends the reading, and not its reader's patience.
    @Test func aShortStoreEndsTheReading() {
        var text = GrowingText(String(repeating: "x", count: 100_000))
        text.seal()
        var cursor = GrowingText.Cursor()
        #expect(text.givenBack(after: cursor) != nil)
        _ = text.escape(read: [], for: &cursor)
        #expect(text.givenBack(after: cursor) == nil)
    }

    @Test func itBeginsWithWhatIsThere() {
        let text = GrowingText("né😀")
        #expect(text.text == "né😀")
        #expect(text.end.units == 4)
        #expect(!text.isEmpty && GrowingText().isEmpty)
    }

    @Test func aGrowingTextCostsWhatItGrowsBy() {
        var text = GrowingText()
        let time = ContinuousClock().measure {
            for _ in 0..<100_000 { text.append("token ") }
        }
        #expect(text.end.units == 600_000)
        #expect(time < .seconds(10))
    }
}
