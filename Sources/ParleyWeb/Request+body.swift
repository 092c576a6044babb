import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ParleyCore
import ParleyWire

/// How large bodies may be.
enum BodyLimit {
    static let message = 8 << 20
    static let other = 2 << 20
}

extension Request {
    /// A JSON body in one of the contract's shapes.
    func json<Body: Decodable>(_ type: Body.Type, upTo limit: Int = BodyLimit.other) async throws -> Body {
        guard hasType("application/json") else {
            throw ParleyError(.unsupportedMediaType, "This wants a body of type application/json.")
        }
        return try JSONBody.decode(type, from: try await bytes(upTo: limit))
    }

    /// A program's request for a completion.
    func completionWish() async throws -> CompletionWish {
        guard hasType("application/json") else {
            throw ParleyError(.unsupportedMediaType, "This wants a body of type application/json.")
        }
        return try CompletionWish(try await bytes(upTo: BodyLimit.message))
    }

    /// An urlencoded form, as a page without scripts sends it.
    func form() async throws -> [String: String] {
        guard hasType("application/x-www-form-urlencoded") else {
            throw ParleyError(.unsupportedMediaType, "This wants a form.")
        }
        let text = String(decoding: try await bytes(upTo: 64 << 10), as: UTF8.self)
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&").prefix(20) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? parts[1].replacingOccurrences(of: "+", with: " ") : ""
            fields[String(parts[0])] = value.removingPercentEncoding ?? ""
        }
        return fields
    }

    private func bytes(upTo limit: Int) async throws -> [UInt8] {
        guard headers[.contentEncoding] == nil else {
            throw ParleyError(.unsupportedMediaType, "A compressed body is not taken.")
        }
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit { throw ErrorAnswer.tooLarge }
        var bytes: [UInt8] = []
        for try await buffer in body {
            guard bytes.count + buffer.readableBytes <= limit else { throw ErrorAnswer.tooLarge }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    private func hasType(_ type: String) -> Bool {
        let given = headers[.contentType]?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        return given == type
    }
}

extension Response {
    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static let noContent = Response(status: .noContent)
}

/// Values from the path and the query.
extension Request {
    /// The first value of that name, decoded once, with a plus for a blank as forms and URLSearchParams write it
    /// (url.spec.whatwg.org, "urlencoded parsing").
    func query(_ name: String) -> String? {
        for pair in uri.query?.split(separator: "&") ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts[0] == name else { continue }
            let value = parts.count == 2 ? String(parts[1]).replacing("+", with: " ") : ""
            return value.removingPercentEncoding ?? value
        }
        return nil
    }

    /// A page size: what is asked for, within bounds.
    func limit(default usual: Int, most: Int) throws(ParleyError) -> Int {
        guard let text = query("limit") else { return usual }
        guard let limit = Int(text), limit > 0 else {
            throw ParleyError(.invalid, "limit must be a whole number from 1 to \(most).")
        }
        return min(limit, most)
    }
}
