/// Which link targets are allowed: whole addresses a browser would open as http, https or mailto, and nothing else.
enum LinkTarget {
    static let maxBytes = 8192

    /// The target as a browser's URL parser sees it, or nil where it must stay text.
    static func allowed(_ target: String) -> String? {
        guard target.utf8.count <= maxBytes else { return nil }
        let isPlain = target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        let url = isPlain ? target : cleaned(target)
        guard let colon = url.utf8.firstIndex(of: .colon) else { return nil }
        let rest = url.utf8[colon...].dropFirst()
        switch url[..<colon].lowercased() {
        case "http", "https": return hasHost(rest) ? url : nil
        case "mailto": return rest.isEmpty ? nil : url
        default: return nil
        }
    }

    /// Without its own `//` and a host, a target would be relative to the page.
    private static func hasHost(_ rest: Substring.UTF8View) -> Bool {
        guard rest.starts(with: "//".utf8), let first = rest.dropFirst(2).first else { return false }
        return first >= 0x80 || first.isLetterOrDigit || first == .openBracket
    }

    private static func cleaned(_ target: String) -> String {
        let seen = target.unicodeScalars.drop { isIgnored($0) || $0 == " " }.filter { !isIgnored($0) }
        var url = String(String.UnicodeScalarView(seen))
        while url.utf8.last == .space { url.removeLast() }
        return url
    }

    /// Browsers drop tabs and line ends anywhere and control characters at the ends; here none is let through, and
    /// neither is what turns the direction of writing and so hides where a link leads.
    private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
