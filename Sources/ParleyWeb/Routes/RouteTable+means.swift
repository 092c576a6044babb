import HTTPTypes
import ParleyCore

extension RouteTable {
    /// Models, presets, limits and usage.
    static let means: [Route] = [
        .known(.get, "api/account/usage") { $0.usageController.own },
        .known(.get, "api/presets") { $0.presetController.list },
        .known(.post, "api/presets") { $0.presetController.create },
        .known(.patch, "api/presets/{preset}") { $0.presetController.update },
        .known(.delete, "api/presets/{preset}") { $0.presetController.delete },
        .known(.get, "api/admin/models", .admin) { $0.modelRuleController.list },
        .known(.patch, "api/admin/models", .adminSession) { $0.modelRuleController.update },
        .known(.get, "api/admin/limits", .admin) { $0.usageController.limits },
        .known(.put, "api/admin/limits", .adminSession) { $0.usageController.setLimits },
        .known(.get, "api/admin/usage", .admin) { $0.usageController.report },
    ]
}

extension WebParts {
    var usageController: UsageController { UsageController(means: means) }
    var presetController: PresetController { PresetController(means: means) }
    var modelRuleController: ModelRuleController { ModelRuleController(means: means) }
}
