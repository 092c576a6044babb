import Foundation
import ParleyCore

/// Small questions to the provider, each with a limit of time and size.
struct ProviderWire: Sendable {
    static let maximumBytes = 256 << 10
    static let seconds = 10.0

    let fetch: any HTTPFetch

    func get(_ url: String, token: String? = nil, what: String) async throws(SignOnFailure) -> Data {
        var headers = ["Accept": "application/json"]
        if let token { headers["Authorization"] = "Bearer \(token)" }
        let response = try await ask(FetchRequest(url: url, headers: headers), what)
        guard response.status == 200 else { throw .provider("\(what): it answered with status \(response.status)") }
        return Data(response.body)
    }

    func post(
        _ url: String, form: [(String, String)], headers: [String: String], what: String
    ) async throws(SignOnFailure) -> FetchResponse {
        let body = form.map { "\($0.0)=\($0.1.formEncoded)" }.joined(separator: "&")
        let own = ["Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"]
        return try await ask(
            FetchRequest("POST", url: url, headers: own.merging(headers) { own, _ in own }, body: Array(body.utf8)),
            what)
    }

    private func ask(_ request: FetchRequest, _ what: String) async throws(SignOnFailure) -> FetchResponse {
        var request = request
        request.totalTimeoutSeconds = Self.seconds
        request.maximumBytes = Self.maximumBytes
        do throws(ReplyFailure) {
            return try await fetch.fetch(request)
        } catch {
            throw .provider("\(what): \(error.message)")
        }
    }
}
