import HTTPTypes
import ParleyCore
import ParleyTeam

extension RouteTable {
    /// Providers, settings and health, for admins.
    static let providers: [Route] = [
        .known(.get, "api/admin/providers", .admin) { $0.providerController.list },
        .known(.post, "api/admin/providers", .adminSession) { $0.providerController.create },
        .known(.post, "api/admin/providers/test", .adminSession) { $0.providerController.test },
        .known(.patch, "api/admin/providers/{name}", .adminSession) { $0.providerController.update },
        .known(.delete, "api/admin/providers/{name}", .adminSession) { $0.providerController.delete },
        .known(.get, "api/admin/settings", .admin) { $0.serverController.settings },
        .known(.patch, "api/admin/settings", .adminSession) { $0.serverController.changeSettings },
        .known(.get, "api/admin/health", .admin) { $0.serverController.health },
        .known(.get, "api/admin/proxy-check", .admin) { $0.serverController.proxyCheck },
    ]
}

extension WebParts {
    var providerController: ProviderController { ProviderController(providers: desk.providers) }
    var serverController: ServerController { ServerController(desk: desk, feed: feed) }
}
