public import Foundation

/// What is used at a moment, by a person or by all together.
public struct UsedNow: Hashable, Sendable {
    public var running: Int
    public var messagesLastMinute: Int
    /// With what the running answers have by an estimate.
    public var tokensToday: Int
    public var tokensThisMonth: Int

    public init(running: Int = 0, messagesLastMinute: Int = 0, tokensToday: Int = 0, tokensThisMonth: Int = 0) {
        self.running = running
        self.messagesLastMinute = messagesLastMinute
        self.tokensToday = tokensToday
        self.tokensThisMonth = tokensThisMonth
    }
}

extension UsageLimits {
    /// Whose limit it is that is reached.
    public enum Party: String, Sendable {
        case person = "You have"
        case everybody = "All people together have"
    }

    /// Why one more answer may not begin; nil where there is room. Where several limits are reached, the one that lasts
    /// longest is told, so that nobody comes back for the next refusal.
    /// - Parameter pause: How long until one more message fits into the last minute.
    public func refusal(after used: UsedNow, of party: Party, pause: Duration, at now: Date) -> ParleyError? {
        let reached = month(used, now) ?? day(used, now) ?? minute(used, pause) ?? atOnce(used)
        return reached.map { reached in
            // Where nothing is allowed, no time makes room.
            let end = reached.limit == 0 ? "only an admin can make room." : "there is room again \(reached.room)."
            let share = "\(reached.used.grouped) of \(reached.limit.grouped) \(reached.things)"
            return ParleyError(
                .rateLimit, "\(party.rawValue) \(reached.verb)\(share); \(end)",
                retryAfter: max(1, Int(reached.seconds.rounded(.up))))
        }
    }

    private struct Reached {
        var verb = ""
        var used: Int
        var limit: Int
        var things: String
        /// When there is room again, in words and in seconds.
        var room: String
        var seconds: TimeInterval
    }

    private func month(_ used: UsedNow, _ now: Date) -> Reached? {
        guard let limit = tokensPerMonth, used.tokensThisMonth >= limit else { return nil }
        let end = UTCDay(of: now).firstOfNextMonth
        return Reached(
            verb: "used ", used: used.tokensThisMonth, limit: limit, things: "tokens this month",
            room: "on 1 \(Self.months[end.civil.month - 1]), 00:00 UTC", seconds: end.start.timeIntervalSince(now))
    }

    private func day(_ used: UsedNow, _ now: Date) -> Reached? {
        guard let limit = tokensPerDay, used.tokensToday >= limit else { return nil }
        return Reached(
            verb: "used ", used: used.tokensToday, limit: limit, things: "tokens today", room: "at 00:00 UTC",
            seconds: UTCDay(of: now).next.start.timeIntervalSince(now))
    }

    private func minute(_ used: UsedNow, _ pause: Duration) -> Reached? {
        guard let limit = messagesPerMinute, used.messagesLastMinute >= limit else { return nil }
        let seconds = max(1, Int((pause / .seconds(1)).rounded(.up)))
        return Reached(
            verb: "sent ", used: used.messagesLastMinute, limit: limit, things: "messages in the last minute",
            room: "in \(seconds) \(seconds == 1 ? "second" : "seconds")", seconds: TimeInterval(seconds))
    }

    private func atOnce(_ used: UsedNow) -> Reached? {
        guard let limit = running, used.running >= limit else { return nil }
        return Reached(
            used: used.running, limit: limit, things: "answers running", room: "as soon as one of them ends",
            seconds: 5)
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
