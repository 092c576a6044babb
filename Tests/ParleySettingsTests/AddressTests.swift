import Testing

@testable import ParleySettings

struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1:8484", "127.0.0.1", 8484), ("[::1]:8484", "::1", 8484), ("[::]:80", "::", 80),
        ("localhost:0", "localhost", 0), ("[fe80::1%eth0]:1", "fe80::1%eth0", 1),
        ("my-box.lan:65535", "my-box.lan", 65_535),
    ])
    func anAddressToListenOn(text: String, host: String, port: Int) throws {
        let address = try #require(ListenAddress(text))
        #expect(address == ListenAddress(host: host, port: port))
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", ":", "8484", ":8484", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1",
        "::1:8484", "[::1]", "[::1]8484", "[127.0.0.1]:1", "[]:1", "a b:1", "http://a:1", "a/b:1", "*:8484",
    ])
    func noAddressToListenOn(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3/8", "10.9.9.9", true),
        ("192.168.4.0/22", "192.168.7.255", true), ("192.168.4.0/22", "192.168.8.0", false),
        ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false), ("0.0.0.0/0", "8.8.8.8", true),
        ("0.0.0.0/0", "::1", false), ("::/0", "2001:db8::1", true), ("fd00::/8", "fdff::1", true),
        ("fd00::/8", "fe00::1", false), ("2001:db8::/33", "2001:db8:7fff::", true),
        ("2001:db8::/33", "2001:db8:8000::", false), ("::1", "0:0:0:0:0:0:0:1", true),
        ("10.0.0.0/8", "::ffff:10.1.1.1", true), ("127.0.0.1", "::ffff:127.0.0.1", true),
        ("::ffff:0:0/96", "10.0.0.1", false), ("fe80::/10", "fe80::1%eth0", true), ("10.0.0.0/8", "chat.lan", false),
    ])
    func aRangeHoldsItsAddresses(range: String, address: String, isInside: Bool) throws {
        #expect(try #require(CIDR(range)).contains(address: address) == isInside)
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0/8", "10.0.0.256",
        "10.0.0.0/8/8", "chat.lan", "10.0.0.0 /8", "10.0.0.0/ 8", "1", "::g", "010.0.0.1",
    ])
    func noRange(text: String) {
        #expect(CIDR(text) == nil)
    }

    @Test(arguments: [
        ("https://chat.example.org/", "https://chat.example.org"), ("HTTP://Chat.LAN:80", "http://chat.lan"),
        ("http://[::1]:8484", "http://[::1]:8484"), ("https://a:443", "https://a"), ("http://a:443", "http://a:443"),
        ("http://my_box:1", "http://my_box:1"),
    ])
    func anOriginIsWrittenAsABrowserDoes(text: String, origin: String) throws {
        #expect(try #require(WebAddress(text)).origin == origin)
    }

    @Test(arguments: [
        "", "a", "//a", "file:///a", "http://", "http:///v1", "http://a b", "http://a\n", "http://u@a", "http://a?q",
        "http://a#f", "http://a:0", "http://a:65536", "javascript:alert(1)", "http://a:b",
    ])
    func noWebAddress(text: String) {
        #expect(WebAddress(text) == nil)
    }
}
