public import Foundation
import ParleyCore

/// Times as text, in UTC to the millisecond: `2026-11-20T14:02:11.250Z`.
public enum RFC3339 {
    public static func text(_ date: Date) -> String {
        let milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
        let seconds = floorDivide(milliseconds, 1000)
        let days = floorDivide(seconds, 86_400)
        let clock = Int(seconds - days * 86_400)
        let time = [padded(clock / 3600, 2), ":", padded(clock / 60 % 60, 2), ":", padded(clock % 60, 2)]
        let part = padded(Int(milliseconds - seconds * 1000), 3)
        return UTCDay(number: Int(days)).text + "T" + time.joined() + "." + part + "Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        value >= 0 ? value / by : -((-value + by - 1) / by)
    }
}
