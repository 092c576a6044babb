/// Where the server listens. A host name is resolved when it starts; port 0 takes a free one.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `127.0.0.1:8484`, `localhost:8484` and `[::1]:8484`.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(digits) else { return nil }
        guard let host = Self.host(String(text[..<colon])) else { return nil }
        self.init(host: host, port: Int(port))
    }

    private static func host(_ text: String) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]") {
            let inner = String(text.dropFirst().dropLast())
            return IPAddress(inner)?.isV6 == true ? inner : nil
        }
        return try? SettingText(place: "", text: text).hostName()
    }

    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
