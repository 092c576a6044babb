import Foundation
import ParleyCore
import ParleyStore

/// A provider with all its fields, checked.
public struct ProviderFields: Hashable, Sendable {
    /// What is no secret, as it is kept.
    public struct Plain: Hashable, Sendable, Codable {
        public var models: [String] = []
        public var contextWindow: Int?
        public var connectTimeout: Double
        public var firstByteTimeout: Double
        public var idleTimeout: Double
        public var totalTimeout: Double
        public var maximumRetries: Int
        public var api: String
        /// In the order of the alphabet. Their values are secrets.
        public var headerNames: [String] = []
        public var hasKey = false

        public init(
            connectTimeout: Double, firstByteTimeout: Double, idleTimeout: Double, totalTimeout: Double,
            maximumRetries: Int, api: String
        ) {
            self.connectTimeout = connectTimeout
            self.firstByteTimeout = firstByteTimeout
            self.idleTimeout = idleTimeout
            self.totalTimeout = totalTimeout
            self.maximumRetries = maximumRetries
            self.api = api
        }

        private enum CodingKeys: String, CodingKey {
            case models, api
            case contextWindow = "context_window"
            case connectTimeout = "connect_timeout"
            case firstByteTimeout = "first_byte_timeout"
            case idleTimeout = "idle_timeout"
            case totalTimeout = "total_timeout"
            case maximumRetries = "max_retries"
            case headerNames = "headers"
            case hasKey = "has_key"
        }
    }

    /// What is kept sealed.
    public struct Secrets: Hashable, Sendable, Codable {
        public var key: String?
        public var headers: [String: String] = [:]

        public init(key: String? = nil, headers: [String: String] = [:]) {
            self.key = key
            self.headers = headers
        }

        var isEmpty: Bool { key == nil && headers.isEmpty }
    }

    public var name: String
    public var baseURL: String
    public var plain: Plain
    public var secrets: Secrets

    public init(name: String, baseURL: String, plain: Plain, secrets: Secrets = Secrets()) {
        self.name = name
        self.baseURL = baseURL
        self.plain = plain
        self.secrets = secrets
        self.plain.headerNames = secrets.headers.keys.sorted()
        self.plain.hasKey = secrets.key != nil
    }
}

extension ProviderFields.Secrets: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "secrets" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension ProviderFields.Plain {
    /// As an admin would write it.
    func draft(name: String, baseURL: String) -> ProviderDraft {
        ProviderDraft([
            "name": .text(name), "base_url": .text(baseURL), "models": .list(models),
            "context_window": contextWindow.map { .text(String($0)) } ?? .none,
            "connect_timeout": .text(String(connectTimeout)), "first_byte_timeout": .text(String(firstByteTimeout)),
            "idle_timeout": .text(String(idleTimeout)), "total_timeout": .text(String(totalTimeout)),
            "max_retries": .text(String(maximumRetries)), "api": .text(api),
        ])
    }

    var stored: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

extension StoredProvider {
    /// Throws where a newer version, or nobody, has written it.
    func plain() throws(ParleyError) -> ProviderFields.Plain {
        do {
            return try JSONDecoder().decode(ProviderFields.Plain.self, from: Data(settings.utf8))
        } catch {
            throw ParleyError(
                .unprocessable, "What is kept of the provider \(name) cannot be read. Remove it and add it again.")
        }
    }
}
