public import Foundation

/// Times as text, in UTC to the millisecond: `2026-11-20T14:02:11.250Z`.
public enum RFC3339 {
    public static func text(_ date: Date) -> String {
        let milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
        let seconds = floorDivide(milliseconds, 1000)
        let days = floorDivide(seconds, 86_400)
        let (year, month, day) = civil(days)
        let clock = Int(seconds - days * 86_400)
        let parts = [padded(year, 4), "-", padded(month, 2), "-", padded(day, 2), "T"]
        let time = [padded(clock / 3600, 2), ":", padded(clock / 60 % 60, 2), ":", padded(clock % 60, 2)]
        return (parts + time).joined() + "." + padded(Int(milliseconds - seconds * 1000), 3) + "Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        value >= 0 ? value / by : -((-value + by - 1) / by)
    }

    /// The date of a day counted from 1970, in the proleptic Gregorian calendar. Years begin in March here, so that
    /// the leap day is the last of its year.
    private static func civil(_ days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (Int(year), Int(month), Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1))
    }
}
