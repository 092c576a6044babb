import Crypto
public import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
public import ParleyCore

/// The page's own files, read once at start: what is not in this table does not exist, whatever a path says.
public struct Assets: Sendable {
    struct File: Sendable {
        let type: String
        let etag: String
        let body: ByteBuffer
    }

    private static let types = [
        "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "woff2": "font/woff2",
        "svg": "image/svg+xml", "png": "image/png",
    ]
    /// Code colours and maths, as Debian's packages install them.
    private static let highlight = "/usr/share/javascript/highlight.js/highlight.min.js"
    private static let katex = "/usr/share/javascript/katex"

    private(set) var files: [String: File] = [:]

    public var hasHighlight: Bool { files["/vendor/highlight.min.js"] != nil }
    public var hasKatex: Bool { files["/vendor/katex/katex.min.js"] != nil }

    /// Reads `Public/` of the assets folder, and what is installed beside it.
    public init(folder: URL) throws(ParleyError) {
        let root = folder.appendingPathComponent("Public")
        for path in Self.paths(under: root) { add(root.appendingPathComponent(path), as: "/" + path) }
        guard files["/js/app.js"] != nil else {
            throw ParleyError(.internalError, "The page's files are missing: there is no \(root.path)/js/app.js.")
        }
        add(URL(fileURLWithPath: Self.highlight), as: "/vendor/highlight.min.js")
        for name in ["katex.min.js", "katex.min.css"] {
            add(URL(fileURLWithPath: "\(Self.katex)/\(name)"), as: "/vendor/katex/\(name)")
        }
        // Debian keeps the fonts in a package of their own, behind a link.
        let fonts = URL(fileURLWithPath: "\(Self.katex)/fonts").resolvingSymlinksInPath()
        for path in Self.paths(under: fonts) where path.hasSuffix(".woff2") {
            add(fonts.appendingPathComponent(path), as: "/vendor/katex/fonts/\(path)")
        }
    }

    private static func paths(under root: URL) -> [String] {
        (FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []).sorted()
    }

    private mutating func add(_ file: URL, as path: String) {
        guard let type = Self.types[file.pathExtension], let data = try? Data(contentsOf: file) else { return }
        let digest = SHA256.hash(data: data).prefix(12).map { String($0, radix: 16) }.joined()
        files[path] = File(type: type, etag: "\"\(digest)\"", body: ByteBuffer(bytes: data))
    }
}

extension Assets {
    func response(for path: String, _ request: Request) -> Response? {
        guard let file = files[path] else { return nil }
        var headers: HTTPFields = [.eTag: file.etag, .cacheControl: "no-cache", .contentType: file.type]
        if request.headers[.ifNoneMatch]?.contains(file.etag) ?? false {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.body))
    }
}
