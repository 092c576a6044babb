public import Foundation

/// A day of the calendar in UTC, by which usage is added up.
public struct UTCDay: Hashable, Sendable {
    /// Days since the first of January 1970.
    public let number: Int

    public init(number: Int) {
        self.number = number
    }

    public init(of date: Date) {
        number = Int((date.timeIntervalSince1970 / 86_400).rounded(.down))
    }

    /// Reads `2026-11-30`; nil for anything else, and for a day that no calendar has.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == 3, (1...12).contains(numbers[1]) else { return nil }
        number = Self.number(year: numbers[0], month: numbers[1], day: numbers[2])
        guard self.text == text else { return nil }
    }

    /// `2026-11-30`, which sorts as the days do.
    public var text: String {
        let (year, month, day) = civil
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }

    /// Its first moment.
    public var start: Date { Date(timeIntervalSince1970: Double(number) * 86_400) }
    public var next: UTCDay { UTCDay(number: number + 1) }

    public var firstOfMonth: UTCDay { UTCDay(number: number - civil.day + 1) }

    public var firstOfNextMonth: UTCDay {
        let (year, month, _) = civil
        return UTCDay(
            number: month == 12
                ? Self.number(year: year + 1, month: 1, day: 1) : Self.number(year: year, month: month + 1, day: 1))
    }

    /// In the proleptic Gregorian calendar. Years begin in March here, so that the leap day is the last of its year.
    public var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = Self.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// The way back.
    private static func number(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = floorDivide(marchYear, 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func floorDivide(_ value: Int, _ by: Int) -> Int {
        value >= 0 ? value / by : -((-value + by - 1) / by)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
