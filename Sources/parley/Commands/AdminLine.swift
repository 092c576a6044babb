import Foundation
import Logging
import ParleyCore
import ParleyLive
import ParleySettings
import ParleyStore
import ParleyTeam
import ParleyUpstream

/// Brings an admin command to where it can be carried out: a running server over its socket, else here, under the
/// folder's lock. So only one process ever writes the database.
struct AdminLine {
    let folder: DataFolder
    private let settings: Settings

    init(_ settings: Settings) throws {
        self.settings = settings
        folder = try DataFolder(path: settings.data)
    }

    func send(_ command: AdminCommand) async throws -> [String] {
        // A server that starts or ends holds the lock before and after its socket answers.
        for attempt in 0..<25 {
            if let answer = try await ask(command) { return try lines(answer) }
            if let answer = try await carryOut(command) { return try lines(answer) }
            if attempt < 24 { try await Task.sleep(for: .milliseconds(200)) }
        }
        throw CommandFailure(message: "Another parley uses \(folder.path) and does not answer on \(folder.socket).")
    }

    private func ask(_ command: AdminCommand) async throws -> AdminAnswer? {
        guard FileManager.default.fileExists(atPath: folder.socket) else { return nil }
        let client = UpstreamClient()
        defer { client.shutdown() }
        let request = FetchRequest(
            "POST", url: "http://localhost/admin", headers: ["Content-Type": "application/json"],
            body: Array(try JSONEncoder().encode(command)), unixSocketPath: folder.socket, totalTimeoutSeconds: 3_600)
        let response: FetchResponse
        do throws(ReplyFailure) {
            response = try await client.fetch(request)
        } catch {
            guard error.code != .unreachable else { return nil }
            throw CommandFailure(message: "The running server did not answer: \(error.message)")
        }
        guard let answer = try? JSONDecoder().decode(AdminAnswer.self, from: Data(response.body)) else {
            throw CommandFailure(
                message: "The running server did not understand the command; is it of another version? Restart it.")
        }
        return answer
    }

    private func carryOut(_ command: AdminCommand) async throws -> AdminAnswer? {
        let database: Database
        do {
            database = try Database(folder: folder)
        } catch let error as ParleyError where error.code == .conflict {
            return nil
        }
        defer { try? database.close() }
        let logger = Logger(label: "parley") { _ in SwiftLogNoOpLogHandler() }
        let people = People(database: database, feed: LiveFeed(), logger: logger)
        let desk = AdminDesk(database: database, people: people) { [settings] in
            try await Vault(settings: settings, database: database, logger: logger)
        }
        return await desk.answer(command)
    }

    private func lines(_ answer: AdminAnswer) throws -> [String] {
        if let error = answer.error { throw CommandFailure(message: error) }
        return answer.lines
    }
}
