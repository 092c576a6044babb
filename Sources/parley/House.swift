import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ParleyCore
import ParleyLive
import ParleySettings
import ParleyStore
import ParleyTeam
import ParleyUpstream
import ParleyWeb
import ServiceLifecycle

/// All parts of the server, built from the settings; tests build the same.
struct House {
    let settings: Settings
    let logger: Logger
    let database: Database
    let client: UpstreamClient
    let feed = LiveFeed()
    let catalog: ModelCatalog
    let meter: UsageMeter
    let runner: ReplyRunner
    let conversations: Conversations
    let people: People
    let signOn: SignOn?
    let relay: CompletionRelay
    let means: Means
    let vault: Vault
    let board: ProviderBoard
    let liveSettings = LiveSettings()
    let desk: ServerDesk

    init(settings: Settings, generations: Int, logger: Logger) async throws {
        self.settings = settings
        self.logger = logger
        database = try Database(folder: try DataFolder(path: settings.data))
        let interrupted = try await database.interruptRunning(now: .now)
        if interrupted > 0 { logger.notice("answers were interrupted", metadata: ["count": "\(interrupted)"]) }
        client = UpstreamClient(providers: settings.providers)
        let rules = HouseRules()
        catalog = ModelCatalog(
            client: client, profiles: settings.providers.map(\.profile), rules: rules, logger: logger)
        let ratios = try await database.tokenRatios().map {
            (ModelKey(provider: $0.provider, model: $0.model), $0.ratio)
        }
        catalog.setRatios(Dictionary(ratios) { first, _ in first })
        meter = UsageMeter(database: database)
        let admission = Admission(limit: generations, usage: meter)
        let titles =
            settings.titles == .model
            ? TitleWriter(database: database, feed: feed, client: client, usage: meter) : nil
        runner = ReplyRunner(
            database: database, feed: feed, client: client, catalog: catalog, admission: admission, titles: titles,
            logger: logger)
        conversations = Conversations(
            database: database, feed: feed, catalog: catalog, runner: runner, admission: admission,
            isQueueing: { [liveSettings] in liveSettings.isQueueing })
        relay = CompletionRelay(
            client: client, catalog: catalog, admission: admission, feed: feed, logger: logger)
        people = People(database: database, feed: feed, logger: logger, passwords: settings.passwordSwitch)
        signOn = settings.signOn(
            database: database, feed: feed, client: client, failures: people.failures, logger: logger)
        means = Means(database: database, catalog: catalog, meter: meter)
        try await means.load()
        vault = try await Vault(settings: settings, database: database, logger: logger)
        board = ProviderBoard(settings: settings, client: client, catalog: catalog, logger: logger)
        desk = try await ServerDesk(
            settings: settings, database: database, feed: feed, vault: vault, board: board, live: liveSettings,
            passwords: people.passwords, logger: logger)
    }

    func close() {
        client.shutdown()
        try? database.close()
    }

    /// In the order they start; they stop in the opposite one.
    func services(connections: Int) async throws -> [any Service] {
        var services: [any Service] = [
            Heart(database: database, feed: feed, logger: logger),
            DraftSaver(database: database, feed: feed, logger: logger), meter, catalog, runner, MemoryReturn(),
        ]
        if settings.providers.isEmpty {
            if settings.demo == .auto { services.append(DemoModel(install: install(demoAt:), logger: logger)) }
            services.append(Discovery(client: client, board: board))
        }
        services.append(
            AdminSocket(
                desk: AdminDesk(database: database, people: people, vault: { [vault] in vault }),
                path: database.folder.socket,
                logger: logger))
        services.append(try await webServer(connections: connections))
        services.append(Closing(feed: feed))
        return services
    }

    // MARK: Providers that come later

    /// The demo model serves while there is no real one.
    private func install(demoAt port: Int) async {
        board.setStandIn(
            Provider(
                name: "demo", baseURL: "http://127.0.0.1:\(port)/v1", models: [DemoModel.name],
                contextWindow: DemoModel.contextWindow, isDemo: true), as: .demo)
    }

    // MARK: The web

    private func webServer(connections: Int) async throws -> some Service {
        let folder = try AssetFolder.find(settings.assets)
        let assets = try Assets(folder: folder)
        let pages = try await Pages(folder: folder, assets: assets)
        let proxies = settings.trustedProxies
        let web = WebSettings(
            publicOrigin: settings.publicURL, allowedHosts: settings.allowedHosts.map { $0.lowercased() },
            machineName: ProcessInfo.processInfo.hostName.lowercased(), trustedHeader: settings.trustedHeader,
            isTrustedProxy: { address in proxies.contains { $0.contains(address: address) } })
        let database = database
        let health = Health {
            do {
                try await database.probe()
                return nil
            } catch {
                return error as? ParleyError ?? ParleyError(.storageUnavailable, "The server cannot write.")
            }
        }
        let router = buildRouter(
            WebParts(
                settings: web, assets: assets, pages: pages, people: people, signOn: signOn,
                conversations: conversations, catalog: catalog, relay: relay, feed: feed, means: means, health: health,
                memory: MemoryUse.now, desk: desk))
        return Application(
            router: router, server: .guarded,
            configuration: ApplicationConfiguration(
                address: .hostname(settings.listen.host, port: settings.listen.port), backlog: 1_024,
                availableConnectionsDelegate: MaximumAvailableConnections(connections)),
            onServerRunning: { _ in await welcome() }, logger: logger)
    }

    /// What a person reads after starting it.
    private func welcome() async {
        await conversations.resumeQueues()
        var lines = ["Parley is at \(SetupLink.address(settings))"]
        if people.passwords.isOn, let link = try? await people.makeSetupLink() {
            lines.append("Make the first admin here, once: \(SetupLink.text(settings, token: link.text))")
        }
        let isLoopback = ["127.0.0.1", "::1", "localhost"].contains(settings.listen.host)
        if !isLoopback, settings.publicURL?.hasPrefix("https://") != true {
            logger.warning("plain http: passwords and messages travel unencrypted; put a proxy with TLS before it")
        }
        FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}

/// Hears the end first, so that open streams are told before the server waits for them.
struct Closing: Service {
    let feed: LiveFeed

    func run() async throws {
        try? await gracefulShutdown()
        feed.close()
        Task { await feed.hangUpStuckLines() }
    }
}

extension Provider {
    var profile: ProviderProfile {
        ProviderProfile(name: name, models: models, contextWindow: contextWindow, isDemo: isDemo, isLocal: isLocal)
    }
}

/// Where the page's files are.
enum AssetFolder {
    static func find(_ given: String?) throws -> URL {
        let candidates = given.map { [$0] } ?? [besideProgram, FileManager.default.currentDirectoryPath]
        for path in candidates where FileManager.default.fileExists(atPath: path + "/Templates/chat.mustache") {
            return URL(fileURLWithPath: path)
        }
        throw CommandFailure(
            message:
                "The page's files are missing: no Templates/chat.mustache in \(candidates.joined(separator: " or ")); set assets."
        )
    }

    private static var besideProgram: String {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: program).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("share/parley").path
    }
}
