import Glibc

/// Who is one guesser, as far as the network tells: an IPv4 address, or the first half of an IPv6 one, because whoever
/// has one address of such a network usually has all of them.
enum NetworkAddress {
    static func source(of text: String) -> String {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return text }
        var six = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &six) == 1 else { return String(text.prefix(100)) }
        let isMapped = six[..<10].allSatisfy { $0 == 0 } && six[10] == 0xFF && six[11] == 0xFF
        if isMapped { return six[12...].map(String.init).joined(separator: ".") }
        return "[" + six[..<8].map { String($0, radix: 16) }.joined(separator: ":") + "]"
    }
}
