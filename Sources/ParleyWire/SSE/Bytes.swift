import Foundation

extension UInt8 {
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let comma: UInt8 = 0x2C
    static let colon: UInt8 = 0x3A
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closeBracket: UInt8 = 0x5D
    static let openBrace: UInt8 = 0x7B
    static let closeBrace: UInt8 = 0x7D
}

extension Span<UInt8> {
    func starts(_ range: Range<Int>, with prefix: [UInt8]) -> Bool {
        guard range.count >= prefix.count else { return false }
        for index in prefix.indices where self[range.lowerBound + index] != prefix[index] { return false }
        return true
    }
}

/// Finds line ends with the C library's vectorised search, each byte looked at once for LF and once for CR.
struct LineEnds {
    private var lineFeed = -1
    private var carriageReturn = -1

    /// The first LF or CR from there on. Asked with growing positions only.
    mutating func next(in bytes: Span<UInt8>, from start: Int) -> Int? {
        if lineFeed < start { lineFeed = Self.position(of: .lineFeed, in: bytes, from: start) }
        if carriageReturn < start { carriageReturn = Self.position(of: .carriageReturn, in: bytes, from: start) }
        let end = min(lineFeed, carriageReturn)
        return end < bytes.count ? end : nil
    }

    private static func position(of byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int {
        bytes.extracting(start..<bytes.count).withUnsafeBytes { rest in
            guard let first = rest.baseAddress, let found = memchr(first, Int32(byte), rest.count) else {
                return bytes.count
            }
            return start + (UnsafeRawPointer(found) - first)
        }
    }
}

extension Array<UInt8> {
    mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        bytes.extracting(range).withUnsafeBufferPointer { append(contentsOf: $0) }
    }
}

extension String {
    /// What is not UTF-8 becomes U+FFFD.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        self = bytes.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
