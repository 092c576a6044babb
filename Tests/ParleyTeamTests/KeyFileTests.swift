import Foundation
import ParleyCore
import Testing

@testable import ParleyTeam

/// A folder that is gone when the test is over.
final class KeyFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.path + "/parley-key-\(UUID().uuidString)"
    var file: KeyFile { KeyFile(path: path + "/parley.key") }

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file.path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    }

    func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

@Suite("The key's file")
struct KeyFileTests {
    @Test func aKeyIsWrittenForItsOwnerAloneAndReadAgain() throws {
        let folder = try KeyFolder()
        let key = SealingKey.new()
        try folder.file.write(key)
        #expect(folder.file.read() == .key(key))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file.path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try folder.contents() == ["parley.key"])
    }

    @Test func aKeyMayBeBase64OrHex() throws {
        let folder = try KeyFolder()
        let key = try #require(SealingKey(Data(0..<32)))
        for text in [key.bytes.base64EncodedString(), key.bytes.map { String(format: "%02x", $0) }.joined() + "\r\n"] {
            try folder.write(text)
            #expect(folder.file.read() == .key(key))
        }
    }

    @Test(arguments: ["", "x", "AAAA", String(repeating: "g", count: 64), String(repeating: "a", count: 63), "\0\0"])
    func whatIsNoKeyIsSaidWithoutBeingQuoted(text: String) throws {
        let folder = try KeyFolder()
        try folder.write(text)
        guard case .unusable(let reason) = folder.file.read() else {
            Issue.record("it was taken for a key")
            return
        }
        #expect(reason.hasPrefix(folder.file.path + " does not hold a key"))
    }

    @Test func aModeThatLetsOthersReadIsMended() throws {
        let folder = try KeyFolder()
        try folder.write("x", mode: 0o640)
        #expect(folder.file.mendMode()?.contains("mode 640") == true)
        #expect(folder.file.mendMode() == nil)
        #expect(KeyFile(path: folder.path + "/none").mendMode() == nil)
    }

    @Test func aKeyIsMadeOnlyWhereNothingWaitsForOne() throws {
        let folder = try KeyFolder()
        let lost = SealingKey.new()
        let ring = try folder.file.settled(for: [lost.id])
        #expect(ring.current == nil && ring.trouble?.contains("no key file") == true)
        #expect(try folder.contents() == [])
        let made = try folder.file.settled(for: [])
        #expect(made.current != nil && made.trouble == nil)
        #expect(try folder.file.settled(for: []).current == made.current)
    }

    @Test func aFileThatIsNoKeyIsLeftAsItIs() throws {
        let folder = try KeyFolder()
        try folder.write("precious")
        let ring = try folder.file.settled(for: [])
        #expect(ring.current == nil && ring.trouble != nil)
        #expect(try String(contentsOfFile: folder.file.path, encoding: .utf8) == "precious")
    }

    /// All that a rotation can leave behind, and what the rows want then.
    @Test(
        arguments: ["now", "new", "old"],
        [["now"], ["now", "new"], ["new", "old"], ["now", "old"], ["now", "new", "old"]])
    func theKeyThatTheRowsWantIsFound(wanted: String, there: [String]) throws {
        let folder = try KeyFolder()
        let keys = ["now": SealingKey.new(), "new": .new(), "old": .new()]
        for name in there {
            try KeyFile(path: folder.file.path + (name == "now" ? "" : "." + name)).write(try #require(keys[name]))
        }
        let key = try #require(keys[wanted])
        let ring = try folder.file.settled(for: [key.id])
        if there.contains(wanted) {
            #expect(ring.key(key.id) == key)
            // And again: what was brought into order stays so.
            #expect(try folder.file.settled(for: [key.id]).key(key.id) == key)
        } else {
            #expect(ring.key(key.id) == nil)
            #expect(try folder.contents().count == there.count)
        }
    }
}
