public import ParleyCore

/// Where a provider was named.
public enum ProviderSource: String, Sendable {
    case file, environment, found, demo, admin

    /// Named by whoever starts the server; it is stronger than what an admin adds.
    var isGiven: Bool { self == .file || self == .environment }
}

/// A provider that no admin has added, without its secrets.
public struct OtherProvider: Hashable, Sendable {
    public var fields: ProviderFields
    public var source: ProviderSource

    public init(fields: ProviderFields, source: ProviderSource) {
        self.fields = fields
        self.source = source
    }
}

/// A provider to be used.
public struct UsableProvider: Hashable, Sendable {
    public var fields: ProviderFields
    /// Why its key cannot be read, as the end of a sentence; it is asked nothing then, and says so.
    public var trouble: String?
}

/// What the use cases need of those who know settings and upstreams.
public protocol ProviderBench: Sendable {
    /// Those that no admin has added, in their order, that are used or would be.
    var others: [OtherProvider] { get }

    /// The fields by the rules of the settings file, with its defaults; throws in plain words.
    func check(_ draft: ProviderDraft) throws(ParleyError) -> ProviderFields

    /// Whom what is sent to an address is for: scheme, host and port.
    func origin(of baseURL: String) -> String

    /// Whether what is sent there travels unencrypted over a network.
    func isExposed(_ baseURL: String) -> Bool

    /// Puts these in the place of those that admins had added, from the next send on.
    func install(_ added: [UsableProvider])

    /// Asks for the models, once; nothing is kept of it.
    func models(of provider: UsableProvider, seconds: Double) async throws(ReplyFailure) -> [String]

    /// Asks one that is in use.
    func models(ofUsed name: String) async throws(ReplyFailure) -> [String]
}
