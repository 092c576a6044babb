import Foundation
import ParleyCore

/// What runs, what was sent in the last minute, and the sums of a day: a plain value, held by the meter.
struct UsageState {
    struct Ticket {
        var person: Person.ID
        var clientID: String?
        var sentAt: ContinuousClock.Instant
        var isPlaced = false
        var isRunning = true
        var estimate: @Sendable () -> Int
    }

    /// With more, those in which nothing is left are given up.
    private static let manyWindows = 256

    var tickets: [Message.ID: Ticket] = [:]
    private(set) var day: UTCDay?
    /// The sums of the day are there, of everybody.
    var isRead = false
    private var windows: [Person.ID: MinuteWindow] = [:]
    private var sharedWindow = MinuteWindow()
    private var sums: [Person.ID: (today: Int, month: Int)] = [:]
    private var sumOfAll = (today: 0, month: 0)

    func knows(_ day: UTCDay) -> Bool { self.day == day && isRead }

    /// Another day has other sums, also where the clock went back.
    mutating func turn(to day: UTCDay) {
        guard self.day != day else { return }
        self.day = day
        isRead = false
        sums = [:]
        sumOfAll = (0, 0)
    }

    mutating func merge(_ read: [Person.ID: (today: Int, month: Int)], of day: UTCDay) {
        guard self.day == day else { return }
        for (person, sum) in read {
            let old = sums[person] ?? (0, 0)
            let new = (today: max(old.today, sum.today), month: max(old.month, sum.month))
            sums[person] = new
            sumOfAll.today += new.today - old.today
            sumOfAll.month += new.month - old.month
        }
    }

    mutating func used(by person: Person.ID, at moment: ContinuousClock.Instant) -> UsedNow {
        let mine = tickets.values.filter { $0.person == person }
        let messages = windows[person]?.count(at: moment) ?? 0
        if windows[person]?.isEmpty == true { windows[person] = nil }
        return used(by: mine, messages: messages, sums[person] ?? (0, 0))
    }

    mutating func usedByAll(at moment: ContinuousClock.Instant) -> UsedNow {
        used(by: Array(tickets.values), messages: sharedWindow.count(at: moment), sumOfAll)
    }

    private func used(by tickets: [Ticket], messages: Int, _ sum: (today: Int, month: Int)) -> UsedNow {
        let running = tickets.reduce(0) { $0 + $1.estimate() }
        return UsedNow(
            running: tickets.count { $0.isRunning }, messagesLastMinute: messages, tokensToday: sum.today + running,
            tokensThisMonth: sum.month + running)
    }

    mutating func requireRoom(
        for person: Person.ID, own: UsageLimits, server: UsageLimits, at date: Date, _ moment: ContinuousClock.Instant
    ) throws(ParleyError) {
        if own != .none {
            let pause = (windows[person] ?? MinuteWindow()).pause(until: own.messagesPerMinute ?? 0, at: moment)
            let used = used(by: person, at: moment)
            if let refusal = own.refusal(after: used, of: .person, pause: pause, at: date) { throw refusal }
        }
        guard server != .none else { return }
        let pause = sharedWindow.pause(until: server.messagesPerMinute ?? 0, at: moment)
        let used = usedByAll(at: moment)
        if let refusal = server.refusal(after: used, of: .everybody, pause: pause, at: date) { throw refusal }
    }

    mutating func begin(_ entry: UsageMeter.Entry, at moment: ContinuousClock.Instant) {
        tickets[entry.id] = Ticket(
            person: entry.person, clientID: entry.clientID, sentAt: moment, estimate: entry.estimate)
        windows[entry.person, default: MinuteWindow()].add(moment)
        sharedWindow.add(moment)
        if windows.count > Self.manyWindows { windows = windows.filter { !$0.value.isOver(at: moment) } }
    }

    mutating func undo(_ id: Message.ID) {
        guard let ticket = tickets.removeValue(forKey: id) else { return }
        windows[ticket.person]?.remove(ticket.sentAt)
        sharedWindow.remove(ticket.sentAt)
    }

    /// It runs no longer, but what it used still counts by an estimate until the sum is there.
    mutating func settle(_ id: Message.ID, at tokens: Int?) -> Person.ID? {
        guard let ticket = tickets[id] else { return nil }
        let tokens = tokens ?? ticket.estimate()
        tickets[id]?.isRunning = false
        tickets[id]?.isPlaced = true
        tickets[id]?.estimate = { tokens }
        return ticket.person
    }
}
