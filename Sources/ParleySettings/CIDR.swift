import Foundation

/// A range of network addresses, such as `10.0.0.0/8` or `fd00::/8`; an address alone is a range of one.
public struct CIDR: Hashable, Sendable, CustomStringConvertible {
    private let network: [UInt8]
    private let prefix: Int
    public let description: String

    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        let bits = address.bytes.count * 8
        guard let prefix = parts.count == 1 ? bits : Self.prefix(parts[1]), prefix <= bits else { return nil }
        network = address.bytes
        self.prefix = prefix
        description = text
    }

    private static func prefix(_ text: Substring) -> Int? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
    }

    /// Whether a peer's address lies in the range. An IPv4 peer of a socket that speaks both is the same peer.
    public func contains(address: String) -> Bool {
        guard let address = IPAddress(address) else { return false }
        return contains(address.bytes) || address.mappedV4.map(contains) ?? false
    }

    private func contains(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == network.count else { return false }
        return bytes.indices.allSatisfy { index in
            let bits = min(max(prefix - index * 8, 0), 8)
            let mask = bits == 0 ? 0 : UInt8.max << UInt8(8 - bits)
            return bytes[index] & mask == network[index] & mask
        }
    }

    public static func == (one: CIDR, other: CIDR) -> Bool {
        one.network == other.network && one.prefix == other.prefix
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(network)
        hasher.combine(prefix)
    }
}

/// An address as the system reads it: 4 or 16 bytes.
struct IPAddress {
    let bytes: [UInt8]

    init?(_ text: String) {
        let name = String(text.prefix { $0 != "%" })
        var four = in_addr()
        var sixteen = in6_addr()
        if name == text, inet_pton(AF_INET, name, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, name, &sixteen) == 1 {
            bytes = withUnsafeBytes(of: sixteen) { Array($0) }
        } else {
            return nil
        }
    }

    var isV6: Bool { bytes.count == 16 }

    /// The IPv4 address in `::ffff:10.0.0.1`.
    var mappedV4: [UInt8]? {
        guard isV6, bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 255, bytes[11] == 255 else { return nil }
        return Array(bytes[12...])
    }
}
