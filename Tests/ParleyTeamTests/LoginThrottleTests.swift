import ParleyCore
import Testing

@testable import ParleyTeam

@Suite struct LoginThrottleTests {
    private static let here = "10.0.0.1"

    private func guess(_ throttle: LoginThrottle, _ name: String, from address: String = here) throws {
        try throttle.begin(name: name, from: address)
        throttle.fail(name: name, from: address)
    }

    @Test func tenWrongOnesFromOneAddressAreEnough() throws {
        let throttle = LoginThrottle()
        for index in 0..<10 { try guess(throttle, "name \(index)") }
        let refused = #expect(throws: ParleyError.self) { try throttle.begin(name: "ada", from: Self.here) }
        #expect(refused?.code == .rateLimit && (1...181).contains(refused?.retryAfter ?? 0))
        try throttle.begin(name: "ada", from: "10.0.0.2")
        try throttle.begin(name: "ada", from: Self.here, at: .now + LoginThrottle.span)
    }

    /// Whoever has one account must not get as many guesses as they like at another by signing in between.
    @Test func aRightOneForgivesItsOwnNameOnly() throws {
        let throttle = LoginThrottle()
        for _ in 0..<5 {
            try guess(throttle, "grace")
            try guess(throttle, "mallory")
            if (try? throttle.begin(name: "Mallory", from: Self.here)) != nil {
                throttle.succeed(name: "Mallory", from: Self.here)
            }
        }
        for _ in 0..<5 {
            try guess(throttle, "grace")
            try? throttle.begin(name: "mallory", from: Self.here)
            throttle.succeed(name: "mallory", from: Self.here)
        }
        #expect(throws: ParleyError.self) { try throttle.begin(name: "grace", from: Self.here) }
    }

    @Test func aTyperAmongColleaguesIsForgiven() throws {
        let throttle = LoginThrottle()
        for _ in 0..<50 {
            try guess(throttle, "ada")
            try throttle.begin(name: "ada", from: Self.here)
            throttle.succeed(name: "ada", from: Self.here)
        }
        #expect(throttle.addressCount == 0)
    }

    @Test func manyAtOnceAreNotAllLetThrough() throws {
        let throttle = LoginThrottle()
        let taken = (0..<100).count { _ in (try? throttle.begin(name: "ada", from: Self.here)) != nil }
        #expect(taken == 20)
        for _ in 0..<20 { throttle.forget(name: "ada", from: Self.here) }
        try throttle.begin(name: "ada", from: Self.here)
    }

    @Test func memoryIsBoundedAndTheOldestGoesFirst() throws {
        let throttle = LoginThrottle()
        for index in 0..<9 { try guess(throttle, "name \(index)") }
        for index in 0..<10_050 {
            try guess(throttle, "x", from: "172.\(index >> 16).\(index >> 8 & 255).\(index & 255)")
        }
        #expect(throttle.addressCount == 10_000)
        let late = "172.0.\(10_049 >> 8 & 255).\(10_049 & 255)"
        for index in 0..<9 { try guess(throttle, "name \(index)", from: late) }
        #expect(throws: ParleyError.self) { try throttle.begin(name: "x", from: late) }
        for _ in 0..<10 { try guess(throttle, "x") }
    }

    @Test(arguments: [
        ("10.1.2.3", "10.1.2.3"), ("::ffff:10.1.2.3", "10.1.2.3"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::9"),
        ("2001:DB8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
    ])
    func addressesOfOneSourceAreOne(first: String, second: String) {
        #expect(NetworkAddress.source(of: first) == NetworkAddress.source(of: second))
        #expect(NetworkAddress.source(of: first) != NetworkAddress.source(of: "2001:db8:1:3::1"))
    }
}
