/// Frames of a `text/event-stream` as Parley writes them (WHATWG HTML, "Server-sent events"). Data is JSON on one
/// line, so a frame needs no further escaping.
public enum EventFrame {
    public static let comment = Array(":\n\n".utf8)
    public static let done = Array("data: [DONE]\n\n".utf8)

    /// A frame without a name.
    public static func append(data: [UInt8], to output: inout [UInt8]) {
        _ = append(nil, id: nil, to: &output) { $0.raw(data) }
    }

    /// A frame whose data is written straight into the output, so that a large one exists once; gives back the long
    /// texts, which are left out.
    static func append(
        _ name: StaticString?, id: Int?, to output: inout [UInt8], data: (inout JSONWriter) -> Void
    ) -> [JSONWriter.LongText] {
        if let name {
            output.append(contentsOf: "event: ".utf8)
            name.withUTF8Buffer { output.append(contentsOf: $0) }
            output.append(0x0A)
        }
        if let id { output.append(contentsOf: "id: \(id)\n".utf8) }
        output.append(contentsOf: "data: ".utf8)
        defer { output.append(contentsOf: [0x0A, 0x0A]) }
        return JSONWriter.write(to: &output, data)
    }

    public enum DeltaKind: Sendable {
        case content, reasoning

        fileprivate var key: StaticString {
            switch self {
            case .content: #"","content":""#
            case .reasoning: #"","reasoning":""#
            }
        }

        fileprivate var bareKey: StaticString {
            switch self {
            case .content: #"data: {"content":""#
            case .reasoning: #"data: {"reasoning":""#
            }
        }
    }

    /// A `delta` whose text is escaped already; written by hand, because it is written for every token.
    public static func appendDelta(
        message: String, offset: Int, _ kind: DeltaKind, escaped: [UInt8], to output: inout [UInt8]
    ) {
        output.reserveCapacity(output.count + escaped.count + 128)
        output.append(contentsOf: #"event: delta\#ndata: {"offset":"#.utf8)
        output.append(contentsOf: String(offset).utf8)
        output.append(contentsOf: #","message_id":""#.utf8)
        output.append(contentsOf: message.utf8)
        kind.key.withUTF8Buffer { output.append(contentsOf: $0) }
        output.append(contentsOf: escaped)
        output.append(contentsOf: "\"}\n\n".utf8)
    }

    /// `data: {"content":"…"}`, the convention of a plain completion stream.
    public static func appendPiece(_ kind: DeltaKind, escaped: [UInt8], to output: inout [UInt8]) {
        output.reserveCapacity(output.count + escaped.count + 32)
        kind.bareKey.withUTF8Buffer { output.append(contentsOf: $0) }
        output.append(contentsOf: escaped)
        output.append(contentsOf: "\"}\n\n".utf8)
    }
}
