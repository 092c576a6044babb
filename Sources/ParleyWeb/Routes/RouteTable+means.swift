import HTTPTypes
import ParleyCore

extension RouteTable {
    /// Models, presets, limits and usage.
    static let means: [Route] = []
}
