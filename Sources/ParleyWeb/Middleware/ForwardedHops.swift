import Foundation

/// The addresses that proxies have written down on the way, the nearest last.
struct ForwardedHops {
    private let hops: [Substring]

    init(_ text: String) {
        hops = text.split(separator: ",")
    }

    /// The last hop that is no proxy of ours; nil where there is none, or where it is no address: what cannot be read
    /// must not become a new guesser with each request.
    func client(besides isTrusted: (String) -> Bool) -> String? {
        for hop in hops.reversed() {
            guard let address = Self.address(in: hop) else { return nil }
            if !isTrusted(address) { return address }
        }
        return nil
    }

    /// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]` and `[2001:db8::1]:4711`, always written the same.
    static func address(in hop: Substring) -> String? {
        let text = hop.trimmingCharacters(in: .whitespaces)
        guard text.utf8.count <= 64 else { return nil }
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]"), isPort(text[text.index(after: end)...]) else { return nil }
            return sixteenBytes(String(text[text.index(after: text.startIndex)..<end]))
        }
        if let address = fourBytes(text) ?? sixteenBytes(text) { return address }
        guard let colon = text.firstIndex(of: ":"), isPort(text[colon...]) else { return nil }
        return fourBytes(String(text[..<colon]))
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.first == ":" && UInt16(text.dropFirst()) != nil
    }

    private static func fourBytes(_ text: String) -> String? {
        var address = in_addr()
        guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
        return written(AF_INET, &address)
    }

    private static func sixteenBytes(_ text: String) -> String? {
        var address = in6_addr()
        guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
        return written(AF_INET6, &address)
    }

    private static func written(_ family: Int32, _ address: UnsafeRawPointer) -> String? {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(family, address, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
