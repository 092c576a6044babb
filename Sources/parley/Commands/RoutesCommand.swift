import ArgumentParser
import Foundation
import ParleyWeb

struct RoutesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "Print every route as JSON: who is let in, and to do what.")

    func run() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(RouteTable.all.map(\.facts)), as: UTF8.self))
    }
}
