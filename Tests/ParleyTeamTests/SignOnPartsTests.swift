import Foundation
import ParleyCore
import Testing

@testable import ParleyTeam

struct ProviderMetadataTests {
    private let issuer = "https://id.example.org/team/"

    private func document(_ other: [String: String] = [:]) -> Data {
        var fields = [
            "issuer": issuer, "authorization_endpoint": "https://id.example.org/go",
            "token_endpoint": "https://id.example.org/token", "jwks_uri": "https://keys.example.org/all",
        ]
        fields.merge(other) { _, other in other }
        let lines = fields.map { "\"\($0.key)\":\"\($0.value)\"" }
        return Data("{\(lines.joined(separator: ","))}".utf8)
    }

    @Test func itsPlaceFollowsFromTheIssuer() {
        let place = "https://id.example.org/team/.well-known/openid-configuration"
        #expect(ProviderMetadata.address(of: issuer) == place)
        #expect(ProviderMetadata.address(of: "https://id.example.org/team") == place)
    }

    @Test func theIssuerIsComparedLetterForLetter() throws {
        #expect(try ProviderMetadata.read(document(), issuer: issuer).issuer == issuer)
        let found = #expect(throws: SignOnFailure.self) {
            try ProviderMetadata.read(document(), issuer: "https://id.example.org/team")
        }
        #expect(found?.reason.contains(issuer) == true, "the log says what to write")
        #expect(found?.told.message.contains("example") == false, "the person is not told")
    }

    @Test(arguments: [
        "http://id.example.org/x", "http://127.0.0.1/x", "ftp://id.example.org", "/x", "", "javascript:1",
    ])
    func everyDoorIsHTTPS(address: String) {
        for key in ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"] {
            #expect(throws: SignOnFailure.self) {
                try ProviderMetadata.read(document([key: address]), issuer: issuer)
            }
        }
    }

    @Test func plainHTTPIsForThisMachineAlone() throws {
        let local = "http://127.0.0.1:9"
        let here = [
            "issuer": local, "authorization_endpoint": local + "/a", "token_endpoint": local + "/t",
            "jwks_uri": local + "/k",
        ]
        #expect(try ProviderMetadata.read(document(here), issuer: local).issuer == local)
        var away = here
        away["token_endpoint"] = "http://127.0.0.1.example.org/t"
        #expect(throws: SignOnFailure.self) { try ProviderMetadata.read(document(away), issuer: local) }
    }

    @Test(arguments: ["", "[]", "{}", "null", "<html>", "{\"issuer\":1}"])
    func whatIsNoDocumentIsNone(text: String) {
        #expect(throws: SignOnFailure.self) { try ProviderMetadata.read(Data(text.utf8), issuer: issuer) }
    }
}

struct CodeExchangeTests {
    @Test func theClientProvesItselfAsTheProviderWantsIt() {
        let pair = Data("a%3Ab:s%26s".utf8).base64EncodedString()
        for methods in [
            nil, ["client_secret_basic"], ["client_secret_post", "client_secret_basic"], ["private_key_jwt"],
        ] {
            let proof = CodeExchange.proof(clientID: "a:b", secret: "s&s", methods: methods)
            #expect(proof.headers == ["Authorization": "Basic \(pair)"] && proof.form.isEmpty)
        }
        let inForm = CodeExchange.proof(clientID: "a:b", secret: "s&s", methods: ["client_secret_post"])
        #expect(inForm.headers.isEmpty && inForm.form.map(\.1) == ["a:b", "s&s"])
        let openKey = CodeExchange.proof(clientID: "a:b", secret: nil, methods: nil)
        #expect(openKey.headers.isEmpty && openKey.form.map(\.0) == ["client_id"])
    }
}

struct ClaimsTests {
    private let claims = Claims([
        "groups": .list([.text("a"), .number(1), .text("b")]), "one": .text("a,b"), "flag": .flag(true),
        "realm_access": .object(["roles": .list([.text("c")])]), "a.b": .text("whole"),
    ])

    @Test func groupsAreTexts() {
        #expect(claims.texts("groups") == ["a", "b"])
        #expect(claims.texts("one") == ["a,b"])
        #expect(claims.texts("flag") == [])
        #expect(claims.texts("missing") == nil)
    }

    @Test func aDotLeadsInside() {
        #expect(claims.texts("realm_access.roles") == ["c"])
        #expect(claims.text("a.b") == "whole")
        #expect(claims.texts("groups.x") == nil)
    }
}

struct PasswordSwitchTests {
    @Test func theOnlyWayInStaysOpen() {
        let alone = PasswordSwitch(isOn: false, hasOtherWayIn: false)
        #expect(alone.isOn)
        #expect(throws: ParleyError.self) { try alone.set(false) }
        #expect(alone.isOn)
    }

    @Test func withAnotherWayInItTurns() throws {
        let passwords = PasswordSwitch(isOn: true, hasOtherWayIn: true)
        try passwords.requireOn()
        try passwords.set(false)
        #expect(throws: ParleyError.self) { try passwords.requireOn() }
        try passwords.set(true)
        try passwords.requireOn()
    }
}

struct FailureBudgetTests {
    @Test func anAddressFillsNoAudit() {
        let budget = FailureBudget()
        let begin = ContinuousClock.now
        #expect((0..<100).count { _ in budget.take(for: "a", at: begin) == .write } == 10)
        #expect(budget.take(for: "b", at: begin) == .write)
        #expect(budget.take(for: "a", at: begin + .seconds(181)) == .write)
    }

    /// Whoever has one address of an IPv6 network has all of them.
    @Test func aNetworkFillsNoAudit() {
        let budget = FailureBudget()
        let begin = ContinuousClock.now
        let noted = (0..<1_000).count {
            budget.take(for: "2001:db8:1:2::\(String($0, radix: 16))", at: begin) == .write
        }
        #expect(noted == 10)
    }

    @Test func manyAddressesFillNoAudit() {
        let budget = FailureBudget()
        let begin = ContinuousClock.now
        for minute in 0..<3 {
            let now = begin + .seconds(60 * minute)
            let verdicts = (0..<500).map { budget.take(for: "10.\(minute).\($0 / 200).\($0 % 200)", at: now) }
            #expect(verdicts.count { $0 == .write } == 60)
            #expect(verdicts.count { $0 == .writeSummary } == 1 && verdicts[60] == .writeSummary)
        }
        #expect((0..<100).count { _ in budget.take(for: nil, at: begin + .seconds(240)) == .write } == 60)
    }
}
