import Hummingbird
import ParleyCore
import ParleyTeam
import ParleyWire

/// Where the models are, for admins.
struct ProviderController {
    let providers: Providers

    @Sendable func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let entries = try await providers.list()
        return .json(
            JSONWriter.object { json in
                json.key("providers")
                json.array(entries) { $0.provider($1) }
            })
    }

    @Sendable func create(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(ProviderBody.self)
        return .json(try await providers.add(body.draft, by: context.caller).json, status: .created)
    }

    @Sendable func update(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(ProviderBody.self)
        let name = try context.parameters.require("name")
        return .json(try await providers.change(name, body.draft, by: context.caller).json)
    }

    @Sendable func delete(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await providers.remove(try context.parameters.require("name"), by: context.caller)
        return .noContent
    }

    @Sendable func test(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let trial = try await providers.test(try await request.json(ProviderBody.self).draft)
        return .json(
            JSONWriter.object { json in
                json.field("reachable", trial.error == nil)
                json.key("models")
                json.array(trial.models) { $0.text($1) }
                json.field("ms", trial.milliseconds)
                json.field("error", trial.error)
            })
    }
}

extension ProviderEntry {
    fileprivate var json: [UInt8] {
        var json = JSONWriter()
        json.provider(self)
        return json.bytes
    }
}

extension JSONWriter {
    /// Of what is secret only whether it is there: of a header its name, of a key that there is one.
    fileprivate mutating func provider(_ entry: ProviderEntry) {
        object { json in
            json.field("name", entry.name)
            json.field("base_url", entry.baseURL)
            json.field("source", entry.source.rawValue)
            json.field("enabled", entry.isEnabled)
            json.plain(entry.plain)
            json.status(entry.status, trouble: entry.trouble)
            json.field("warning", entry.warning)
        }
    }

    private mutating func plain(_ plain: ProviderFields.Plain?) {
        field("has_key", plain?.hasKey ?? false)
        key("models")
        array(plain?.models ?? []) { $0.text($1) }
        field("context_window", plain?.contextWindow)
        key("headers")
        array(plain?.headerNames ?? []) { $0.text($1) }
        field("connect_timeout", plain?.connectTimeout)
        field("first_byte_timeout", plain?.firstByteTimeout)
        field("idle_timeout", plain?.idleTimeout)
        field("total_timeout", plain?.totalTimeout)
        field("max_retries", plain?.maximumRetries)
        field("api", plain?.api)
    }

    /// Null where the provider was not asked yet.
    mutating func status(_ status: ProviderStatus?, trouble: String? = nil) {
        key("reachable")
        if let status { bool(status.isReachable) } else { null() }
        field("error", trouble ?? status?.error)
        field("checked_at", status?.checkedAt)
    }
}
