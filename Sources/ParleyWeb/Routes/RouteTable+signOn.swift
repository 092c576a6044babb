import HTTPTypes
import ParleyCore

extension RouteTable {
    /// Single sign-on.
    static let signOn: [Route] = []
}
