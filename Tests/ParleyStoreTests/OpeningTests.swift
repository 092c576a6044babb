import Foundation
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyStore

@Suite(.serialized) struct OpeningTests {
    private func open(_ folder: TemporaryFolder) throws -> Database {
        try Database(folder: try DataFolder(path: folder.path))
    }

    /// Opens it, uses it and lets it go, with its lock.
    private func use(_ folder: TemporaryFolder, _ body: (Database) async throws -> Void) async throws {
        let database = try open(folder)
        try await body(database)
        try database.close()
    }

    private func refusal(_ folder: TemporaryFolder) throws -> String {
        let error = try #require(throws: ParleyError.self) { try open(folder) }
        return error.message
    }

    @Test func whatIsStoredSurvivesPowerLoss() async throws {
        let shelf = try await Shelf()
        #expect(try await shelf.database.peekAtWriter("PRAGMA synchronous") == ["2"])
        #expect(try await shelf.database.peekAtWriter("PRAGMA journal_mode") == ["wal"])
        #expect(try await shelf.database.peekAtWriter("PRAGMA foreign_keys") == ["1"])
        #expect(try await shelf.database.peekAtWriter("PRAGMA journal_size_limit") == ["67108864"])
        #expect(try await shelf.database.peekAtWriter("PRAGMA busy_timeout") == ["5000"])
    }

    @Test func itStaysSoAfterTheFirstOpening() async throws {
        let folder = try TemporaryFolder()
        try open(folder).close()
        let database = try open(folder)
        #expect(try await database.peekAtWriter("PRAGMA synchronous") == ["2"])
        #expect(try await database.peekAtWriter("PRAGMA journal_mode") == ["wal"])
    }

    @Test func whatWasKeptIsThereAgain() async throws {
        let folder = try TemporaryFolder()
        let ada = Person(name: "Ada", role: .admin, createdAt: Date(timeIntervalSince1970: 1_800_000_000))
        try await use(folder) { try await $0.addPerson(ada, passwordHash: "h") }
        #expect(try await open(folder).people() == [ada])
    }

    @Test func onlyTheOwnerMayLookInside() async throws {
        let shelf = try await Shelf()
        let mode = { (path: String) in
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(shelf.folder.path) == 0o700)
        let files = try shelf.folder.contents().filter { $0.hasPrefix("parley.") }
        #expect(files == ["parley.lock", "parley.sqlite", "parley.sqlite-shm", "parley.sqlite-wal"])
        for file in files { #expect(try mode(shelf.folder.path + "/" + file) == 0o600, "\(file)") }
    }

    @Test func oneProcessWrites() async throws {
        let shelf = try await Shelf()
        #expect(try refusal(shelf.folder) == "Another parley already uses \(shelf.folder.path).")
        #expect(try await shelf.database.people().count == 1, "the first one goes on")
    }

    @Test func theFolderIsFreeWhenItsDatabaseIsGone() async throws {
        let folder = try TemporaryFolder()
        for _ in 0..<3 { try open(folder).close() }
    }

    @Test func aNewerDatabaseIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/parley.sqlite"
        try open(folder).close()
        try Made.by("PRAGMA user_version = 99", at: path)
        #expect(try refusal(folder) == "\(path) was written by a newer Parley (schema 99); please update.")
    }

    @Test func aDatabaseWithAStepThatIsUnknownHereIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/parley.sqlite"
        try open(folder).close()
        try Made.by("INSERT INTO grdb_migrations (identifier) VALUES ('99 from tomorrow')", at: path)
        #expect(try refusal(folder).contains("was written by a newer Parley"))
    }

    @Test func anotherProgramsDatabaseIsRefusedAndLeftAlone() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/parley.sqlite"
        try Made.by("CREATE TABLE theirs (a); INSERT INTO theirs VALUES ('x')", at: path)
        #expect(try refusal(folder) == "\(path) is not a Parley database.")
        #expect(try Made.read("SELECT name FROM sqlite_schema", at: path) == ["theirs"])
    }

    /// It keeps book of its own steps in a table of the same name.
    @Test func aDatabaseOfAProgramOfTheSameKindIsRefusedAndLeftAlone() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/parley.sqlite"
        let theirs = """
            CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
            INSERT INTO grdb_migrations VALUES ('v1'); CREATE TABLE theirs (a);
            """
        try Made.by(theirs, at: path)
        #expect(throws: ParleyError.self) { try open(folder) }
        #expect(
            try Made.read("SELECT name FROM sqlite_schema WHERE type = 'table'", at: path) == [
                "grdb_migrations", "theirs",
            ])
        #expect(try Made.read("SELECT CAST(application_id AS TEXT) FROM pragma_application_id", at: path) == ["0"])
    }

    @Test func aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/parley.sqlite"
        let bytes = Data(String(repeating: "This is a letter, not a database. ", count: 500).utf8)
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(try refusal(folder).hasPrefix("The database \(path) cannot be opened"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    }

    @Test func aDamagedDatabaseIsRefusedWithAWayOut() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/parley.sqlite"
        try await use(folder) { database in
            for index in 0..<200 {
                try await database.addPerson(Person(name: "Person \(index)", role: .member), passwordHash: "h")
            }
        }
        try Made.by("PRAGMA wal_checkpoint(TRUNCATE)", at: path)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        // Given pages of rubbish in the middle; the first page, with the schema, is whole.
        for index in stride(from: 4_096 * 3, to: bytes.count, by: 7) { bytes[index] = 0xA5 }
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(try refusal(folder).contains("newest backup"))
    }

    @Test func anEmptyFileIsANewDatabase() async throws {
        let folder = try TemporaryFolder()
        try Data().write(to: URL(fileURLWithPath: folder.path + "/parley.sqlite"))
        #expect(try await open(folder).people().isEmpty)
    }

    @Test(arguments: 1..<Schema.version)
    func anOlderDatabaseIsCopiedFirstAndThenBroughtUpToDate(steps: Int) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/parley.sqlite"
        try Made.older(at: path, steps: steps)
        let database = try open(folder)
        #expect(try await database.people().map(\.name) == ["Old Ada"])
        #expect(try await database.integrityFindings() == [])
        #expect(try await database.peek("PRAGMA user_version") == ["\(Schema.version)"])
        let copy = "\(folder.path)/before-schema-\(Schema.version).sqlite"
        #expect(try Made.read("SELECT name FROM person", at: copy) == ["Old Ada"])
        #expect(try Made.read("SELECT identifier FROM grdb_migrations", at: copy).count == steps)
    }

    @Test func aDatabaseOfTodayIsNotCopied() throws {
        let folder = try TemporaryFolder()
        for _ in 0..<2 { try open(folder).close() }
        #expect(try !folder.contents().contains { $0.hasPrefix("before-schema") })
    }

    /// Killed in its first second, between the tables and their signature.
    @Test func aFirstStartThatWasKilledIsNoTrap() async throws {
        let folder = try TemporaryFolder()
        try Made.unsigned(at: folder.path + "/parley.sqlite")
        #expect(throws: Never.self) { try open(folder).close() }
    }

    @Test func aFolderThatCannotBeMadeIsToldInOneLine() throws {
        let error = try #require(throws: ParleyError.self) { try DataFolder(path: "/proc/parley") }
        #expect(error.code == .storageUnavailable)
        #expect(error.message.contains("/proc/parley"))
        #expect(!error.message.contains("\n"))
    }
}
