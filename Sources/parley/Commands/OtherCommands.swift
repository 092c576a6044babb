import ArgumentParser
import Foundation
import ParleyCore
import ParleySettings
import ParleyUpstream

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Keys for programs.", subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a key; it is shown once.")

        @Option(help: "Whose key it is.") var user: String
        @Option(help: "What it is for.") var name = ""
        @Option(name: .customLong("expires-in-days"), help: "For how many days it is good; without it, until revoked.")
        var expiresInDays: Int?
        @OptionGroup var folder: FolderOptions

        func run() async throws {
            let line = try AdminLine(try folder.settings())
            let command = AdminCommand.createToken(user: user, label: name, expiresInDays: expiresInDays)
            for text in try await line.send(command) { print(text) }
        }
    }
}

struct SetupLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup-link", abstract: "Print a new one-time link that makes the first admin.")

    @OptionGroup var folder: FolderOptions

    func run() async throws {
        let settings = try folder.settings()
        for token in try await AdminLine(settings).send(.setupLink) { print(SetupLink.text(settings, token: token)) }
    }
}

enum SetupLink {
    static func text(_ settings: Settings, token: String) -> String {
        "\(address(settings))/setup#\(token)"
    }

    static func address(_ settings: Settings) -> String {
        if let url = settings.publicURL { return url }
        let host = ["0.0.0.0", "::"].contains(settings.listen.host) ? "127.0.0.1" : settings.listen.host
        return "http://\(ListenAddress(host: host, port: settings.listen.port))"
    }
}

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a consistent copy of the database, also while the server runs.")

    @Argument(help: "Where to.") var file: String
    @OptionGroup var folder: FolderOptions

    /// The server writes the copy into its own folder, which is all it may write; from there it comes here.
    func run() async throws {
        let target = URL(fileURLWithPath: file).path
        guard !FileManager.default.fileExists(atPath: target) else {
            throw CommandFailure(message: "\(target) exists already.")
        }
        let line = try AdminLine(try folder.settings())
        guard let copy = try await line.send(.backUp).first else { return }
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let partial = target + ".partial"
        do {
            try? FileManager.default.removeItem(atPath: partial)
            try FileManager.default.copyItem(atPath: copy, toPath: partial)
            chmod(partial, 0o600)
            try FileHandle(forWritingTo: URL(fileURLWithPath: partial)).synchronize()
            try FileManager.default.moveItem(atPath: partial, toPath: target)
        } catch {
            throw CommandFailure(message: "The copy cannot be written to \(target).")
        }
        // Not before: what is noted is what an admin counts on.
        _ = try await line.send(.noteBackup)
        print("\(target) holds everything up to now.")
    }
}

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check settings, database and providers; a line for each that is wrong.")

    @OptionGroup var folder: FolderOptions

    func run() async throws {
        let settings = try folder.settings()
        let notes = try settings.notes + settings.checkKeys(environment: ProcessInfo.processInfo.environment)
        for note in notes { print("note: \(note)") }
        var findings = try await AdminLine(settings).send(.checkIntegrity).map { "database: \($0)" }
        findings += await Self.unreachable(settings.providers)
        findings += try await AdminLine(settings).send(.checkProviders)
        for finding in findings { Terminal.say(finding) }
        guard findings.isEmpty else { throw ExitCode(1) }
        print("All is well.")
    }

    private static func unreachable(_ providers: [Provider]) async -> [String] {
        let client = UpstreamClient(providers: providers)
        defer { client.shutdown() }
        var findings: [String] = []
        for provider in providers {
            do throws(ReplyFailure) {
                _ = try await client.listModels(of: provider.name)
            } catch {
                findings.append("provider \(provider.name): \(error.message)")
            }
        }
        return findings
    }
}
