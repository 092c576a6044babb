/// What admins do with the server itself.
public struct ServerDesk: Sendable {
    public var providers: Providers
    public var settings: AdminSettings
    public var health: ServerHealth
    /// Who looks whether something before the server buffers.
    public let proxyChecks = Seats(10)

    public init(providers: Providers, settings: AdminSettings, health: ServerHealth) {
        self.providers = providers
        self.settings = settings
        self.health = health
    }
}
