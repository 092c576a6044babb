extension TextRun {
    /// Takes what stands between the quotes of a JSON string that was already checked.
    mutating func append(escaped json: Span<UInt8>, _ range: Range<Int>) throws(JSONCursor.Fault) {
        var plain = range.lowerBound
        var index = plain
        while index < range.upperBound {
            guard json[index] == .backslash else {
                index = max(index + 1, min(json.plainTextEnd(from: index), range.upperBound))
                continue
            }
            append(json, plain..<index)
            index = try append(escape: json, at: index + 1)
            plain = index
        }
        append(json, plain..<index)
    }

    private mutating func append(escape json: Span<UInt8>, at index: Int) throws(JSONCursor.Fault) -> Int {
        if let byte = JSONCursor.escaped(json[index]) {
            append(byte)
            return index + 1
        }
        append(unit: try JSONCursor.codeUnit(in: json, at: index + 1))
        return index + 5
    }
}

extension JSONCursor {
    /// The next value's text; nil where it is no string.
    mutating func text(in json: Span<UInt8>) throws(Fault) -> String? {
        guard try kind(in: json) == .string else {
            try skip(in: json)
            return nil
        }
        var run = TextRun()
        try run.append(escaped: json, rawString(in: json))
        return run.take(isLast: true)
    }
}
