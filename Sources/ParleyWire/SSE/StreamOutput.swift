/// What a stream has still to write: bytes, and between them long texts, which are escaped only as they are taken. So a
/// message of megabytes costs a reader its text and one slice, and never holds up the thread for all of it.
public struct StreamOutput: Sendable {
    /// A text longer than this waits unescaped.
    static let longBytes = 64 << 10
    private static let sliceBytes = 32 << 10

    /// Grows at its end only.
    public var bytes: [UInt8] = []
    private var longTexts: [JSONWriter.LongText] = []
    /// How far it was taken: bytes, and the UTF-8 of the long text that stands there.
    private var start = 0
    private var textStart = 0

    public init() {}

    public var isEmpty: Bool { bytes.isEmpty }

    /// Some of it was taken, so that the line may stand in the middle of a frame.
    public var isBegun: Bool { start > 0 || textStart > 0 }

    /// An event; its data is one JSON value.
    public mutating func append(_ name: StaticString? = nil, id: Int? = nil, data: (inout JSONWriter) -> Void) {
        longTexts += EventFrame.append(name, id: id, to: &bytes, data: data)
    }

    /// The next bytes for the line; nil when there are none.
    public mutating func take() -> [UInt8]? {
        guard !isEmpty else { return nil }
        let place = longTexts.first?.place
        if start == place { return takeSlice() }
        let end = place ?? bytes.count
        let taken = start == 0 && end == bytes.count ? bytes : Array(bytes[start..<end])
        start = end
        if start == bytes.count { self = StreamOutput() }
        return taken
    }

    private mutating func takeSlice() -> [UInt8] {
        var slice: [UInt8] = []
        slice.reserveCapacity(Self.sliceBytes * 9 / 8)
        let count = longTexts[0].text.withUTF8 { text in
            let end = min(textStart + Self.sliceBytes, text.count)
            JSONText.append(UnsafeBufferPointer(rebasing: text[textStart..<end]), to: &slice)
            textStart = end
            return text.count
        }
        if textStart == count {
            longTexts.removeFirst()
            textStart = 0
        }
        return slice
    }
}
