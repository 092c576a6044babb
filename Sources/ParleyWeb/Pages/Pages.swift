public import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
public import ParleyCore

/// The pages people see, from the templates.
public struct Pages: Sendable {
    private let library: MustacheLibrary
    private let hasHighlight: Bool
    private let hasKatex: Bool

    public init(folder: URL, assets: Assets) async throws(ParleyError) {
        let templates = folder.appendingPathComponent("Templates").path
        do {
            library = try await MustacheLibrary(directory: templates)
        } catch {
            throw ParleyError(.internalError, "The templates in \(templates) cannot be read: \(error)")
        }
        guard library.getTemplate(named: "chat") != nil else {
            throw ParleyError(
                .internalError, "The page's templates are missing: there is no \(templates)/chat.mustache.")
        }
        hasHighlight = assets.hasHighlight
        hasKatex = assets.hasKatex
    }

    func page(
        _ template: String, title: String, status: HTTPResponse.Status = .ok, _ values: [String: Any?]
    ) -> Response {
        var all: [String: Any] = ["title": title, "hasHighlight": hasHighlight, "hasKatex": hasKatex]
        for (key, value) in values { if let value { all[key] = value } }
        let html = library.render(all, withTemplate: template) ?? ""
        return Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    func error(_ error: ParleyError) -> Response {
        let status = ErrorAnswer.status(of: error.code)
        let heading = status == .notFound ? "Nothing here" : "That did not work"
        var response = page(
            "error", title: "\(heading) – Parley", status: status,
            ["status": status.code, "heading": heading, "message": error.message])
        if let seconds = error.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
        return response
    }
}
