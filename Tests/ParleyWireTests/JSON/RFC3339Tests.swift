import Foundation
import ParleyWire
import Testing

struct RFC3339Tests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_000_000_000_000, "2001-09-09T01:46:40.000Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_709_164_800_000, "2024-02-29T00:00:00.000Z"),
        (4_107_542_399_000, "2100-02-28T23:59:59.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (1_735_689_599_000, "2024-12-31T23:59:59.000Z"), (1_795_183_331_250, "2026-11-20T14:02:11.250Z"),
        (-1_000, "1969-12-31T23:59:59.000Z"), (-500, "1969-12-31T23:59:59.500Z"),
        (-2_208_988_800_000, "1900-01-01T00:00:00.000Z"),
        (-11_670_998_400_000, "1600-02-29T00:00:00.000Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
        (253_402_300_799_000, "9999-12-31T23:59:59.000Z"),
    ])
    func aTimeIsTold(milliseconds: Int, text: String) {
        #expect(RFC3339.text(Date(timeIntervalSince1970: Double(milliseconds) / 1000)) == text)
    }

    @Test func everyDayOfFourHundredYearsIsTheCalendarsOwn() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for day in stride(from: -146_097 / 2, to: 146_097 / 2, by: 13) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let expected = [parts.year, parts.month, parts.day].map { $0 ?? 0 }
            let told = RFC3339.text(date).prefix(10).split(separator: "-").compactMap { Int($0) }
            #expect(told == expected)
        }
    }

    /// Times are stored in whole milliseconds; read back, they must be told as they were stored.
    @Test func everyMillisecondIsToldAsItself() {
        let start = 1_795_183_331_000
        let told = (0..<1_000).map { RFC3339.text(Date(timeIntervalSince1970: Double(start + $0) / 1000)).suffix(4) }
        let expected = (0..<1_000).map { String(1_000 + $0).suffix(3) + "Z" }
        #expect(told == expected.map { Substring($0) })
    }
}
