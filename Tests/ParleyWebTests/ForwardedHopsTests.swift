import Testing

@testable import ParleyWeb

@Suite("Addresses that proxies write down")
struct ForwardedHopsTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), (" 192.0.2.1 ", "192.0.2.1"), ("192.0.2.1:4711", "192.0.2.1"),
        ("2001:DB8:0::1", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"), ("[2001:db8::1]:65535", "2001:db8::1"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
    ])
    func anAddressIsReadHoweverItIsWritten(hop: String, address: String) {
        #expect(ForwardedHops.address(in: hop[...]) == address)
    }

    @Test(arguments: [
        "", "unknown", "_x", "192.0.2", "192.0.2.1:", "192.0.2.1:x", "192.0.2.1:65536", "192.0.2.1:1:1", "[2001:db8::1",
        "[2001:db8::1]x", "[192.0.2.1]", "2001:db8::1%eth0", "chat.example", "192.0.2.1 x", "fe80::1]:1",
    ])
    func whatIsNoAddressIsNone(hop: String) {
        #expect(ForwardedHops.address(in: hop[...]) == nil)
    }

    @Test(arguments: [
        ("6.6.6.6, 192.0.2.1:1, 10.0.0.1:2, 10.0.0.2", "192.0.2.1"), ("192.0.2.1, garbage", nil),
        ("192.0.2.1, garbage, 10.0.0.1", nil), ("10.0.0.1", nil), ("", nil), (",", nil), ("192.0.2.1, ", nil),
    ])
    func theClientIsTheLastWhoIsNoProxy(text: String, client: String?) {
        #expect(ForwardedHops(text).client { $0.hasPrefix("10.") } == client)
    }
}
