public import Foundation

/// Writes JSON into one buffer, in the order it is told; commas are its business.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false
    /// Texts that are left out, each where it belongs between its quotation marks; nil where none is.
    private var longTexts: [LongText]?

    /// A text that is to be escaped later.
    struct LongText: Sendable {
        /// Where it belongs, in bytes of the output without it.
        var place: Int
        var text: String
    }

    public init() {}

    /// Writes behind what an output holds already, and gives back the long texts, which it leaves out.
    static func write(to output: inout [UInt8], _ fill: (inout JSONWriter) -> Void) -> [LongText] {
        var writer = JSONWriter()
        writer.longTexts = []
        swap(&writer.bytes, &output)
        fill(&writer)
        swap(&writer.bytes, &output)
        return writer.longTexts ?? []
    }

    /// One object as bytes.
    public static func object(_ fill: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object(fill)
        return writer.bytes
    }

    public mutating func object(_ fill: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        fill(&self)
        close(UInt8(ascii: "}"))
    }

    public mutating func array<Element>(_ elements: some Sequence<Element>, _ each: (inout JSONWriter, Element) -> Void)
    {
        open(UInt8(ascii: "["))
        for element in elements { each(&self, element) }
        close(UInt8(ascii: "]"))
    }

    public mutating func key(_ name: StaticString) {
        separate()
        bytes.append(0x22)
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: [0x22, 0x3A])
        needsComma = false
    }

    public mutating func text(_ text: String) {
        separate()
        bytes.append(0x22)
        defer { bytes.append(0x22) }
        if text.utf8.count > StreamOutput.longBytes {
            if longTexts != nil {
                longTexts?.append(LongText(place: bytes.count, text: text))
                return
            }
            // It is made room for once; growing by doubling would take twice its size, and thrice while it grows.
            bytes.reserveCapacity(bytes.count + text.utf8.count * 9 / 8 + 4_096)
        }
        JSONText.append(text, to: &bytes)
    }

    public mutating func null() { plain("null") }
    public mutating func bool(_ value: Bool) { plain(value ? "true" : "false") }
    public mutating func integer(_ value: Int) { plain(String(value)) }

    /// A number; JSON knows no infinity, so what is not finite is null.
    public mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        plain(value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value))
    }

    /// RFC 3339 in UTC, to the millisecond.
    public mutating func time(_ date: Date) {
        separate()
        bytes.append(0x22)
        bytes.append(contentsOf: RFC3339.text(date).utf8)
        bytes.append(0x22)
    }

    /// A value that is JSON already.
    public mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
    }

    private mutating func plain(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
        needsComma = true
    }
}

// MARK: Fields of an object; nil is written as null

extension JSONWriter {
    public mutating func field(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { text(value) } else { null() }
    }

    public mutating func field(_ name: StaticString, _ value: Int?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    public mutating func field(_ name: StaticString, _ value: Double?) {
        key(name)
        if let value { number(value) } else { null() }
    }

    public mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    public mutating func field(_ name: StaticString, _ value: Date?) {
        key(name)
        if let value { time(value) } else { null() }
    }
}
