/// Escapes text for the inside of a JSON string (RFC 8259, section 7).
public enum JSONText {
    private static let hex = Array("0123456789abcdef".utf8)

    /// Appends UTF-8 bytes, escaped, and returns their length in UTF-16 units, as JavaScript counts.
    @discardableResult
    public static func append(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) -> Int {
        var units = 0
        var start = 0
        for index in bytes.indices {
            let byte = bytes[index]
            // Every byte but a continuation begins a scalar; one of four bytes takes two units.
            if byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
            guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
            output.append(contentsOf: bytes[start..<index])
            appendEscape(of: byte, to: &output)
            start = index + 1
        }
        output.append(contentsOf: bytes[start...])
        return units
    }

    public static func append(_ text: String, to output: inout [UInt8]) {
        var text = text
        _ = text.withUTF8 { append($0, to: &output) }
    }

    private static func appendEscape(of byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case 0x0A: output.append(contentsOf: [0x5C, 0x6E])
        case 0x0D: output.append(contentsOf: [0x5C, 0x72])
        case 0x09: output.append(contentsOf: [0x5C, 0x74])
        case 0x22, 0x5C: output.append(contentsOf: [0x5C, byte])
        default: output.append(contentsOf: [0x5C, 0x75, 0x30, 0x30, hex[Int(byte >> 4)], hex[Int(byte & 15)]])
        }
    }
}
