import Foundation
import Testing

@testable import ParleyTeam

@Suite("Sealing")
struct SealingTests {
    private let key = SealingKey.new()
    private let place = Sealing.Place(name: "gpu", origin: "https://api.example.org")
    private let secret = Data(#"{"key":"sk-canary"}"#.utf8)

    @Test func whatIsSealedOpensAgainAndLooksLikeNothing() throws {
        let sealed = try Sealing.seal(secret, for: place, with: key)
        #expect(Sealing.open(sealed, for: place, with: key) == secret)
        #expect(sealed.firstRange(of: Data("canary".utf8)) == nil)
        #expect(sealed.firstRange(of: key.bytes) == nil)
        #expect(Sealing.keyID(of: sealed) == key.id)
        #expect(try Sealing.seal(secret, for: place, with: key) != sealed)
    }

    @Test(arguments: [
        Sealing.Place(name: "other", origin: "https://api.example.org"),
        Sealing.Place(name: "gpu", origin: "http://api.example.org"),
        Sealing.Place(name: "gpu", origin: "https://api.example.org:444"),
        Sealing.Place(name: "gpuhttps://api.example.org", origin: ""),
        Sealing.Place(name: "gp", origin: "uhttps://api.example.org"),
    ])
    func itOpensForNoOtherNameAndNoOtherServer(elsewhere: Sealing.Place) throws {
        #expect(Sealing.open(try Sealing.seal(secret, for: place, with: key), for: elsewhere, with: key) == nil)
    }

    @Test func itOpensWithNoOtherKey() throws {
        #expect(Sealing.open(try Sealing.seal(secret, for: place, with: key), for: place, with: .new()) == nil)
    }

    @Test func noBitOfItMayBeChangedOrMissing() throws {
        let sealed = try Sealing.seal(secret, for: place, with: key)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(Sealing.open(changed, for: place, with: key) == nil)
            #expect(Sealing.open(sealed.prefix(index), for: place, with: key) == nil)
        }
        #expect(Sealing.open(sealed + [0], for: place, with: key) == nil)
    }

    @Test func neitherKeysNorSecretsAreDescribed() {
        let secrets = ProviderFields.Secrets(key: "sk-canary", headers: ["X-A": "canary"])
        var told = ""
        dump(secrets, to: &told)
        dump(key, to: &told)
        told += "\(secrets) \(String(reflecting: secrets)) \(key) \(String(reflecting: key))"
        #expect(!told.contains("canary"))
        #expect(!told.contains(key.bytes.base64EncodedString()))
    }
}
