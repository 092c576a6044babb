import HTTPTypes
import ParleyCore

extension RouteTable {
    /// Providers, settings and health, for admins.
    static let providers: [Route] = []
}
