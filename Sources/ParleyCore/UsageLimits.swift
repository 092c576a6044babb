/// How much may be asked of the models; nil is no limit.
public struct UsageLimits: Hashable, Sendable {
    /// Answers at once.
    public var running: Int?
    public var messagesPerMinute: Int?
    /// Prompts and answers together, in days and months of UTC.
    public var tokensPerDay: Int?
    public var tokensPerMonth: Int?

    public static let none = UsageLimits()

    public init(
        running: Int? = nil, messagesPerMinute: Int? = nil, tokensPerDay: Int? = nil, tokensPerMonth: Int? = nil
    ) {
        self.running = running
        self.messagesPerMinute = messagesPerMinute
        self.tokensPerDay = tokensPerDay
        self.tokensPerMonth = tokensPerMonth
    }

    /// Somebody must know how many tokens were used.
    public var countsTokens: Bool { tokensPerDay != nil || tokensPerMonth != nil }

    /// A person's own limits stand in for everyone's, field by field.
    public func inPlace(of everyone: UsageLimits) -> UsageLimits {
        UsageLimits(
            running: running ?? everyone.running, messagesPerMinute: messagesPerMinute ?? everyone.messagesPerMinute,
            tokensPerDay: tokensPerDay ?? everyone.tokensPerDay,
            tokensPerMonth: tokensPerMonth ?? everyone.tokensPerMonth)
    }

    /// Limits that came from outside; throws in plain words where one is out of range.
    public func validated() throws(ParleyError) -> UsageLimits {
        try Self.require("running", running, atMost: 100_000)
        try Self.require("messages_per_minute", messagesPerMinute, atMost: MinuteWindow.capacity)
        try Self.require("tokens_per_day", tokensPerDay, atMost: 1_000_000_000_000_000)
        try Self.require("tokens_per_month", tokensPerMonth, atMost: 1_000_000_000_000_000)
        return self
    }

    private static func require(_ name: String, _ value: Int?, atMost most: Int) throws(ParleyError) {
        guard let value, !(0...most).contains(value) else { return }
        throw ParleyError(.invalid, "\(name) must be null or a whole number from 0 to \(most.grouped).")
    }
}

/// All limits that admins have set.
public struct LimitBook: Hashable, Sendable {
    /// For all people together.
    public var server = UsageLimits.none
    /// For each person who has none of their own.
    public var everyone = UsageLimits.none
    public var people: [Person.ID: UsageLimits] = [:]

    public init() {}

    public func limits(of person: Person.ID) -> UsageLimits {
        people[person]?.inPlace(of: everyone) ?? everyone
    }
}

/// Whose limits are meant.
public enum LimitScope: Hashable, Sendable {
    case server, everyone
    case person(Person.ID)

    /// `server`, `everyone` or a person's id.
    public init?(_ text: String) {
        switch text {
        case "server": self = .server
        case "everyone": self = .everyone
        default:
            guard let id = Person.ID(text) else { return nil }
            self = .person(id)
        }
    }

    public var text: String {
        switch self {
        case .server: "server"
        case .everyone: "everyone"
        case .person(let id): id.string
        }
    }
}

extension Int {
    /// With commas between the thousands, as in "100,000".
    public var grouped: String {
        let digits = String(magnitude)
        var text = self < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
