public import Foundation

/// A UUIDv7 (RFC 9562) in its lower-case text form, typed by what it names.
public struct Identifier<Named>: Hashable, Sendable, CustomStringConvertible {
    public let string: String

    public var description: String { string }

    /// A new identifier. It sorts by time to the millisecond; its other 74 bits are random.
    public init(at date: Date = Date()) {
        var generator = SystemRandomNumberGenerator()
        let milliseconds = UInt64(max(0, date.timeIntervalSince1970 * 1000))
        let high = (milliseconds << 16) | 0x7000 | (generator.next() & 0x0FFF)
        let low = (generator.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        string = Self.text(high: high, low: low)
    }

    /// Reads what a client sent; nil for anything that is not a UUID in lower-case text.
    public init?(_ text: String) {
        guard Self.isWellFormed(text.utf8) else { return nil }
        string = text
    }

    /// Takes back what was stored.
    public init(stored text: String) {
        string = text
    }

    private static func isWellFormed(_ bytes: String.UTF8View) -> Bool {
        guard bytes.count == 36 else { return false }
        for (index, byte) in bytes.enumerated() {
            let isDash = index == 8 || index == 13 || index == 18 || index == 23
            let isHex = (48...57).contains(byte) || (97...102).contains(byte)
            guard isDash ? byte == 45 : isHex else { return false }
        }
        return true
    }

    private static func text(high: UInt64, low: UInt64) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(36)
        for index in 0..<32 {
            if index == 8 || index == 12 || index == 16 || index == 20 { bytes.append(45) }
            let word = index < 16 ? high : low
            bytes.append(digits[Int((word >> UInt64(60 - 4 * (index % 16))) & 0xF)])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
