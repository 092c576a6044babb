import ArgumentParser
import Foundation
import ParleyCore
import ParleySettings
import ParleyStore

/// Where the settings are: every command takes these.
struct FolderOptions: ParsableArguments {
    @Option(help: "The settings file; without it parley.yaml here, where there is one.")
    var config: String?

    @Option(help: "The folder that holds everything Parley keeps.")
    var data: String?

    func settings(_ more: [SettingKey: String] = [:]) throws -> Settings {
        var given = more
        if let data { given[.data] = data }
        return try Settings.load(
            commandLine: given, environment: ProcessInfo.processInfo.environment, configPath: config)
    }
}
