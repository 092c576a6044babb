import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyStore

@Suite(.serialized) struct BackupTests {
    @Test func aCopyMadeWhileWorkGoesOnOpensAndIsSound() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        for turn in 0..<50 { try await shelf.talk("Before \(turn)", "Answer", in: conversation) }
        let writing = Task {
            var turn = 0
            while !Task.isCancelled {
                try await shelf.talk("During \(turn)", "Answer", in: conversation)
                turn += 1
            }
        }
        let paths = try await [shelf.database.backUp(), shelf.database.backUp()]
        writing.cancel()
        try await writing.value
        for path in paths {
            #expect(path.hasPrefix(shelf.folder.path + "/backup-"))
            try await expectSound(path, questionsBefore: 50)
        }
    }

    /// As somebody would put it back: alone, under the usual name, in a new folder.
    private func expectSound(_ path: String, questionsBefore: Int) async throws {
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: path, toPath: folder.path + "/parley.sqlite")
        let database = try Database(folder: try DataFolder(path: folder.path))
        defer { try? database.close() }
        #expect(try await database.integrityFindings() == [])
        let before = try await database.peek("SELECT count(*) FROM message WHERE content LIKE 'Before %'")
        #expect(before == ["\(questionsBefore)"])
        let ada = try #require(try await database.people().first)
        #expect(try await database.search("before", for: ada.id, after: nil, limit: 100).hits.count == questionsBefore)
        // Half a turn is one row that is still being written, never a torn one.
        #expect(try await database.interruptRunning(now: .now) <= 1)
    }

    @Test func countsAndVersionAreTold() async throws {
        let shelf = try await Shelf()
        try await shelf.talk("Q", "A", in: try await shelf.conversation())
        let counts = try await shelf.database.counts()
        #expect(counts == (1, 1, 2))
        #expect(try await shelf.database.sqliteVersion().wholeMatch(of: /3\.\d+\.\d+/) != nil)
    }
}
