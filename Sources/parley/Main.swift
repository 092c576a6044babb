import ArgumentParser
import Foundation
import ParleyCore
import ParleySettings

/// `parley`: the server and the commands around it.
@main
struct Main {
    /// Errors leave here as one plain line; thrown out of `main` they would be a crash report.
    static func main() async {
        do {
            var command = try Parley.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as ParleyError {
            fail(error.message)
        } catch let error as SettingsError {
            fail("\(error)", code: 2)
        } catch let error as CommandFailure {
            fail(error.message)
        } catch {
            Parley.exit(withError: error)
        }
    }

    private static func fail(_ message: String, code: Int32 = 1) -> Never {
        FileHandle.standardError.write(Data("parley: \(Terminal.plain(message))\n".utf8))
        exit(code)
    }
}

/// What a command could not do, in one line.
struct CommandFailure: Error {
    var message: String
}

struct Parley: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parley", abstract: "A team's own chat with language models.", version: version,
        subcommands: [
            Serve.self, UserCommand.self, TokenCommand.self, RoutesCommand.self, SetupLinkCommand.self,
            BackupCommand.self,
            CheckCommand.self, RotateKeyCommand.self,
        ], defaultSubcommand: Serve.self)

    static let version = "0.1.0"
}
