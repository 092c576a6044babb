import Foundation
import ParleyCore
import Testing

struct UTCDayTests {
    @Test func everyDayIsReadAsItIsTold() {
        for number in stride(from: -146_097, to: 146_097, by: 7) {
            let day = UTCDay(number: number)
            #expect(UTCDay(day.text) == day)
            #expect(UTCDay(of: day.start) == day && UTCDay(of: day.start - 0.001).next == day)
        }
    }

    @Test(arguments: [
        ("2026-11-30", "2026-11-01", "2026-12-01"), ("2026-12-31", "2026-12-01", "2027-01-01"),
        ("2024-02-29", "2024-02-01", "2024-03-01"), ("2026-01-01", "2026-01-01", "2026-02-01"),
    ])
    func aDayKnowsItsMonth(text: String, first: String, next: String) throws {
        let day = try #require(UTCDay(text))
        #expect(day.firstOfMonth.text == first && day.firstOfNextMonth.text == next)
    }

    @Test(arguments: [
        "", "2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "2026-1-01", "26-11-01", "2026-11-01T",
        "2026/11/01",
        "-026-11-01", "２０２６-11-01", "2026-11-0x", " 2026-11-01", "+026-11-01", "2026-11-00",
    ])
    func whatIsNoDayIsNotRead(text: String) {
        #expect(UTCDay(text) == nil)
    }
}
