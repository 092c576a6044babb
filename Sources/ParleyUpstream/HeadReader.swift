/// Reads the head of an answer line by line, as curl hands it over.
struct HeadReader {
    enum Step {
        case more
        case head(TransferHead)
        case tooLong
    }

    static let maximumBytes = 64 << 10

    private var head = TransferHead()
    private var byteCount = 0
    private var isWhole = false

    mutating func take(line bytes: String) -> Step {
        // Trailers of a chunked body come the same way.
        guard !isWhole else { return .more }
        byteCount += bytes.utf8.count
        guard byteCount <= Self.maximumBytes else { return .tooLong }
        let line = String(bytes.prefix { !$0.isNewline })
        if line.hasPrefix("HTTP/") {
            head = TransferHead()
            head.status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if line.isEmpty {
            // 1xx heads come before the one that counts.
            guard head.status >= 200 else { return .more }
            isWhole = true
            return .head(head)
        } else {
            take(line)
        }
        return .more
    }

    private mutating func take(_ line: String) {
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        switch line[..<colon].lowercased() {
        case "content-type": head.contentType = Self.token(value)
        case "retry-after": head.retryAfter = head.retryAfter ?? RetryAfter.seconds(value)
        case "retry-after-ms": head.retryAfter = RetryAfter.seconds(milliseconds: value) ?? head.retryAfter
        default: break
        }
    }

    private static func token(_ value: Substring) -> String {
        value.prefix { $0 != ";" && $0 != " " && $0 != "," }.lowercased()
    }
}
