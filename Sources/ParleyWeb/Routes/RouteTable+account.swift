import HTTPTypes
import ParleyCore

extension RouteTable {
    /// One's own account: name, password, sessions, tokens.
    static let account: [Route] = []
}
