import HTTPTypes
import ParleyCore

extension RouteTable {
    /// People, invites, sessions and the audit, for admins; coming in by an invite.
    static let people: [Route] = []
}
