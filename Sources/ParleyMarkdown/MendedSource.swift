/// Text made ready for the parser.
struct MendedSource {
    var bytes: [UInt8]
    var maths: [Maths]
    var hasPlaceholders: Bool
}

/// A formula taken out of the text before Markdown can read its `*`, `_`, `|` and line ends as syntax.
struct Maths {
    /// As it was written, delimiters included: what is shown where it turns out to stand in code.
    var written: [UInt8]
    var latex: String
    var isDisplay: Bool
}
