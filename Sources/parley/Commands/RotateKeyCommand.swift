import ArgumentParser
import Foundation
import ParleySettings

struct RotateKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key",
        abstract: "Seal the keys of providers that admins have added with a new key, also while the server runs.")

    @OptionGroup var folder: FolderOptions

    func run() async throws {
        for line in try await AdminLine(try folder.settings()).send(.rotateKey) { print(line) }
    }
}
