import Foundation
import Testing

@testable import ParleyTeam

struct PendingSignOnTests {
    private let begin = ContinuousClock.now

    private func entry(_ name: String, from address: String = "10.0.0.1", after seconds: Double = 0)
        -> PendingSignOns.Entry
    {
        PendingSignOns.Entry(
            browser: Secret.hash("browser \(name)"), nonce: name, verifier: name, redirectURI: "/", next: "/",
            address: address, begunAt: begin + .seconds(seconds))
    }

    @Test func itIsGoodOnce() {
        var pending = PendingSignOns()
        pending.add(entry("a"), state: Secret.hash("a"))
        #expect(pending.take(state: Secret.hash("a"), browser: Secret.hash("browser a"), at: begin)?.nonce == "a")
        #expect(pending.take(state: Secret.hash("a"), browser: Secret.hash("browser a"), at: begin) == nil)
    }

    @Test func anotherBrowserNeitherGetsItNorSpoilsIt() {
        var pending = PendingSignOns()
        pending.add(entry("a"), state: Secret.hash("a"))
        #expect(pending.take(state: Secret.hash("a"), browser: Secret.hash("browser b"), at: begin) == nil)
        #expect(pending.take(state: Secret.hash("a"), browser: Secret.hash("browser a"), at: begin) != nil)
    }

    @Test func itEndsAfterTenMinutes() {
        var pending = PendingSignOns()
        pending.add(entry("a"), state: Secret.hash("a"))
        let late = begin + PendingSignOns.life
        #expect(pending.take(state: Secret.hash("a"), browser: Secret.hash("browser a"), at: late) == nil)
        pending.add(entry("b"), state: Secret.hash("b"))
        pending.add(entry("c", after: 600), state: Secret.hash("c"))
        #expect(pending.count == 1, "what has ended is thrown away")
    }

    @Test func oneAddressPushesOutOnlyItsOwn() {
        var pending = PendingSignOns()
        pending.add(entry("ada", from: "10.0.0.2"), state: Secret.hash("ada"))
        for number in 0..<5_000 {
            pending.add(entry("\(number)", after: Double(number) / 100), state: Secret.hash("\(number)"))
        }
        #expect(pending.count == PendingSignOns.maximumOfAddress + 1)
        #expect(pending.take(state: Secret.hash("ada"), browser: Secret.hash("browser ada"), at: begin) != nil)
        #expect(pending.take(state: Secret.hash("4999"), browser: Secret.hash("browser 4999"), at: begin) != nil)
        #expect(pending.take(state: Secret.hash("0"), browser: Secret.hash("browser 0"), at: begin) == nil)
    }

    @Test func oneNetworkPushesOutOnlyItsOwn() {
        var pending = PendingSignOns()
        pending.add(entry("ada", from: "10.0.0.2"), state: Secret.hash("ada"))
        for number in 0..<2_000 {
            let address = "2001:db8:1:2::" + String(number, radix: 16)
            pending.add(entry("\(number)", from: address), state: Secret.hash("\(number)"))
        }
        #expect(pending.count == PendingSignOns.maximumOfAddress + 1)
    }

    @Test func thereAreNeverMoreThanAThousand() {
        var pending = PendingSignOns()
        for number in 0..<2_000 {
            pending.add(entry("\(number)", from: "10.0.\(number % 250).9"), state: Secret.hash("\(number)"))
        }
        #expect(pending.count == PendingSignOns.maximum)
    }
}
