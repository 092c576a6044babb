/// What kind of body an answer is, told by its first byte that is no blank and no part of a byte order mark. Some event
/// streams do not call themselves one, and some bodies that do are none.
struct BodyForm: Sendable {
    enum Kind {
        case events, document
    }

    /// Blanks beyond this many are not waited out.
    private static let maximumHeld = 4 << 10

    private let claimsEvents: Bool
    /// What came before that was known; it belongs to the body.
    private var held: [UInt8] = []
    private(set) var kind: Kind?

    init(claimsEvents: Bool) {
        self.claimsEvents = claimsEvents
    }

    /// Looks at the next bytes; once the kind is known, gives all that came before these.
    mutating func look(at bytes: Span<UInt8>) -> [UInt8] {
        guard kind == nil else { return [] }
        kind = Self.kind(of: bytes, claimsEvents) ?? (held.count + bytes.count > Self.maximumHeld ? usual : nil)
        if kind == nil {
            held.append(bytes, 0..<bytes.count)
            return []
        }
        defer { held = [] }
        return held
    }

    private var usual: Kind { claimsEvents ? .events : .document }

    private static func kind(of bytes: Span<UInt8>, _ claimsEvents: Bool) -> Kind? {
        for index in bytes.indices {
            switch bytes[index] {
            case .space, .lineFeed, .carriageReturn, 0x09, 0xEF, 0xBB, 0xBF: continue
            case .openBrace, .openBracket, UInt8(ascii: "<"): return .document
            case .colon, UInt8(ascii: "d"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "r"): return .events
            default: return claimsEvents ? .events : .document
            }
        }
        return nil
    }
}
