import ParleyCore

/// Header lines of a request, checked before they reach the wire: a line break in one would begin another.
enum HeaderLine {
    /// Framing is curl's; compressing a few bytes a token only delays them, so it is not asked for; and with `X-Conversation-Id`
    /// llama.cpp goes on generating when the connection is closed.
    private static let reserved: Set<String> = [
        "accept-encoding", "connection", "content-length", "expect", "transfer-encoding", "x-conversation-id",
    ]

    /// Lines as curl wants them. Later dictionaries win over earlier ones, whatever the case of their keys.
    static func lines(_ headers: [String: String]...) throws(ReplyFailure) -> [String] {
        var lines: [String: String] = [:]
        for (name, value) in headers.joined() where !reserved.contains(name.lowercased()) {
            guard isName(name), isValue(value) else {
                throw ReplyFailure(.providerUnavailable, "A header in the settings has characters that cannot be sent.")
            }
            // curl would leave a header without value out; with a semicolon it sends it (CURLOPT_HTTPHEADER(3)).
            lines[name.lowercased()] = value.isEmpty ? "\(name);" : "\(name): \(value)"
        }
        let own = ["Accept-Encoding: identity", "Expect:"]
        return lines.sorted { $0.key < $1.key }.map(\.value) + own
    }

    /// RFC 9110, 5.6.2: a token.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }

    static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}
