/// A value as it was written, and the place to name when it is wrong.
struct SettingText {
    /// Such as `parley.yaml line 3: listen`, `PARLEY_LISTEN` or `--listen`.
    let place: String
    let text: String

    func mustBe(_ allowed: String) -> SettingsError {
        SettingsError("\(place) must be \(allowed)")
    }
}

extension SettingText {
    /// The values of one option or environment variable.
    static func values(of key: SettingKey, place: String, text: String) -> [SettingText] {
        guard key.isList else { return [SettingText(place: place, text: text)] }
        return text.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }.enumerated().map { index, entry in
            SettingText(place: "\(place) (entry \(index + 1))", text: entry)
        }
    }

    func path() throws(SettingsError) -> String {
        guard !text.isEmpty, !text.hasControlCharacters else { throw mustBe("the path of a file or folder") }
        return text
    }

    func oneOf<Choice: RawRepresentable & CaseIterable>(
        _: Choice.Type
    ) throws(SettingsError) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: text) else {
            throw mustBe("one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }

    func wholeNumber(in range: ClosedRange<Int>) throws(SettingsError) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw mustBe("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `10`, `10s`, `2.5m` or `1h`.
    func seconds() throws(SettingsError) -> Double {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600]
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let number = Double(digits),
            number > 0, number * (unit ?? 1) <= 86_400
        else { throw mustBe("more than 0 and at most 86400 seconds, such as 10, 10s, 5m or 1h") }
        return number * (unit ?? 1)
    }

    /// A name that a browser may send in `Host`, without port.
    func hostName() throws(SettingsError) -> String {
        let isName = text.utf8.allSatisfy { byte in
            (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || "-._".utf8.contains(byte)
        }
        guard isName, !text.isEmpty, text.utf8.count <= 253 else {
            throw mustBe("a host name without scheme, port or path, such as chat.example.org")
        }
        return text.lowercased()
    }

    func cidr() throws(SettingsError) -> CIDR {
        guard let range = CIDR(text) else {
            throw mustBe("an address or a range of addresses, such as 10.0.0.0/8, 127.0.0.1 or fd00::/8")
        }
        return range
    }

    func listenAddress() throws(SettingsError) -> ListenAddress {
        guard let address = ListenAddress(text) else {
            throw mustBe("host:port, such as 127.0.0.1:8484 or [::1]:8484")
        }
        return address
    }

    func publicURL() throws(SettingsError) -> String {
        guard let address = WebAddress(text), address.path.isEmpty || address.path == "/" else {
            throw mustBe("an http or https address without a path, such as https://chat.example.org")
        }
        return address.origin
    }

    func baseURL() throws(SettingsError) -> String {
        guard WebAddress(text) != nil else {
            throw mustBe("an http or https address without user, query or fragment, such as http://127.0.0.1:11434/v1")
        }
        return String(text.reversed().drop { $0 == "/" }.reversed())
    }
}

extension StringProtocol {
    var trimmed: String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
