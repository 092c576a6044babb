import ArgumentParser
import Foundation
import ParleySettings

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the server (the default).")

    @OptionGroup var folder: FolderOptions

    @Option(help: "Where to listen, such as 127.0.0.1:8484 or [::1]:8484.")
    var listen: String?

    @Option(help: "The folder that holds Public/ and Templates/.")
    var assets: String?

    @Option(name: .customLong("public-url"), help: "How people reach this server, such as https://chat.example.org.")
    var publicURL: String?

    @Option(name: .customLong("allowed-hosts"), help: "Further host names to answer to, parted by commas.")
    var allowedHosts: String?

    @Option(
        name: .customLong("trusted-proxies"),
        help: "Networks whose word about their clients counts, such as 127.0.0.1/32.")
    var trustedProxies: String?

    @Option(help: "The demo model while no other is found: auto or off.")
    var demo: String?

    @Option(help: "Who writes titles: model or words.")
    var titles: String?

    @Option(help: "Whether passwords let people in: on or off.")
    var passwords: String?

    @Option(name: .customLong("max-generations"), help: "Answers that may be written at once.")
    var maximumGenerations: String?

    @Option(name: .customLong("log-level"), help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: String?

    @Option(name: .customLong("key-file"), help: "The file with the key that seals providers' keys.")
    var keyFile: String?

    @Option(name: .customLong("when-busy"), help: "A send while an answer is being written: refuse or queue.")
    var whenBusy: String?

    func run() async throws {
        let given: [SettingKey: String?] = [
            .listen: listen, .assets: assets, .publicURL: publicURL, .allowedHosts: allowedHosts,
            .trustedProxies: trustedProxies, .demo: demo, .titles: titles,
            .maximumGenerations: maximumGenerations, .logLevel: logLevel,
            .keyFile: keyFile, .whenBusy: whenBusy, .passwords: passwords,
        ]
        var settings = try folder.settings(given.compactMapValues { $0 })
        settings.notes += try settings.checkKeys(environment: ProcessInfo.processInfo.environment)
        try await Server(settings: settings).run()
    }
}
