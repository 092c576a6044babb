/// The same random numbers for the same seed (SplitMix64), so that a test that failed once fails again.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(_ seed: Int) {
        state = UInt64(bitPattern: Int64(seed))
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    /// What makes counting and cutting hard: signs of one to four bytes, joined ones, escapes.
    private static let signs = [
        "a", "b", " ", "7", "\n", "\"", "\\", "\t", "\u{1}", "é", "ß", "e\u{301}", "Ж", "中", "ก็", "\u{2028}", "😀", "👩‍👩‍👧",
        "🇩🇪", "𝕏",
    ]

    /// A text of so many signs, about a third of them more than one UTF-16 unit.
    public mutating func text(signs count: Int) -> String {
        (0..<count).map { _ in Self.signs.randomElement(using: &self) ?? "" }.joined()
    }

    /// Words that look like a person's or a model's.
    public mutating func words(_ count: Int) -> String {
        let words = [
            "import", "stalls", "because", "the", "Übung", "größer", "lock", "持ち", "worker", "*done*", "`x`", "ok.",
        ]
        return (0..<count).map { _ in words.randomElement(using: &self) ?? "" }.joined(separator: " ")
    }

    /// The text in pieces of one to `maximum` characters.
    public mutating func pieces(of text: String, upTo maximum: Int) -> [String] {
        var pieces: [String] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...maximum, using: &self))
            pieces.append(String(piece))
            rest = rest[piece.endIndex...]
        }
        return pieces
    }

    /// Any scalars, with a liking for those at the edges of UTF-8, of UTF-16 and of JSON.
    public mutating func text(scalars count: Int) -> String {
        var text = String.UnicodeScalarView()
        while text.count < count {
            let edges: [ClosedRange<UInt32>] = [
                0...0x1F, 0x20...0x7F, 0x22...0x22, 0x5C...0x5C, 0x80...0xFF, 0x7FF...0x801, 0xD7FE...0xD7FF,
                0xE000...0xE001,
                0xFFFD...0xFFFF, 0x1_0000...0x1_0001, 0x1_F600...0x1_F64F, 0x10_FFFE...0x10_FFFF, 0x2028...0x2029,
                0...0x10_FFFF,
            ]
            let range = edges.randomElement(using: &self) ?? 0...0
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self)) { text.append(scalar) }
        }
        return String(text)
    }
}
