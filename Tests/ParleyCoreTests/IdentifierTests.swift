import Foundation
import ParleyCore
import Testing

struct IdentifierTests {
    private typealias ID = Identifier<Message>

    @Test func aNewOneHasTheFormOfAUUIDv7() throws {
        for _ in 0..<1_000 {
            let text = ID().string
            #expect(text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
    }

    @Test(arguments: [
        (0.0, "00000000-0000-7"), (1.001, "00000000-03e9-7"), (1_795_183_331.25, "01a1f943-c7b2-7"),
        (-5, "00000000-0000-7"),
    ])
    func itBeginsWithItsMilliseconds(seconds: Double, beginning: String) {
        #expect(ID(at: Date(timeIntervalSince1970: seconds)).string.hasPrefix(beginning))
    }

    @Test func theOnesOfLaterMillisecondsSortLater() {
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let ids = (0..<500).map { ID(at: start + Double($0) / 500).string }
        #expect(ids == ids.sorted())
    }

    @Test func noTwoAreTheSame() {
        let now = Date()
        #expect(Set((0..<10_000).map { _ in ID(at: now) }).count == 10_000)
    }

    @Test func whatItWritesItReads() {
        let id = ID()
        #expect(ID(id.string) == id)
        #expect("\(id)" == id.string)
    }

    @Test(arguments: [
        "", "x", "0197", "01970000-0000-7000-8000-00000000000", "01970000-0000-7000-8000-0000000000000",
        "01970000-0000-7000-8000-00000000000G", "01970000-0000-7000-8000-00000000000A",
        "0197000000007000800000000000000000000", "01970000_0000_7000_8000_000000000000",
        "01970000-0000-7000-8000-00000000000\u{0}", " 1970000-0000-7000-8000-000000000000",
        "{1970000-0000-7000-8000-00000000000}", "../../../../../../../../../etc/passwd",
        "é1970000-0000-7000-8000-0000000000",
        "０1970000-0000-7000-8000-000000000",
    ])
    func whatIsNoUUIDIsRefused(text: String) {
        #expect(ID(text) == nil)
    }
}
