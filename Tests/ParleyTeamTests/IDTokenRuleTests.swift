import Foundation
import Testing

@testable import ParleyTeam

/// What a rightly signed token must say.
struct IDTokenRuleTests {
    private let rule = IDTokenRule(
        issuer: SigningKeys.issuer, clientID: SigningKeys.client, nonce: SigningKeys.nonce)
    private static let now = Date().timeIntervalSince1970

    private func problem(_ other: [String: ClaimValue?]) -> String? {
        do throws(SignOnFailure) {
            try rule.check(SigningKeys.claims(other), at: Date(timeIntervalSince1970: Self.now))
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func aRightTokenPasses() {
        #expect(problem([:]) == nil)
    }

    @Test(
        arguments: [
            nil, .text(""), .text("https://id.example.org"), .text(SigningKeys.issuer + "/"),
            .text("HTTPS://id.example.org/realms/team"), .list([.text(SigningKeys.issuer)]), .number(1), .null,
        ] as [ClaimValue?])
    func theIssuerIsTheOneOfTheSettings(issuer: ClaimValue?) {
        #expect(problem(["iss": issuer]) == "iss is not the issuer")
    }

    @Test(
        arguments: [
            nil, .text("other"), .text("parley "), .text("Parley"), .list([]), .list([.text("other")]), .number(0),
            .list([.list([.text("parley")])]),
        ] as [ClaimValue?])
    func itIsForThisClient(audience: ClaimValue?) {
        #expect(problem(["aud": audience]) == "aud is not this client")
    }

    @Test func amongSeveralClientsItWasGivenToThisOne() {
        let both = ClaimValue.list([.text("other"), .text("parley")])
        #expect(problem(["aud": both]) == "azp is not this client")
        #expect(problem(["aud": both, "azp": .text("other")]) == "azp is not this client")
        #expect(problem(["aud": both, "azp": .text("parley")]) == nil)
        #expect(problem(["azp": .text("other")]) == "azp is not this client")
        #expect(problem(["aud": .list([.text("parley")])]) == nil)
    }

    @Test func itIsNeitherOverNorStillToCome() {
        #expect(problem(["exp": .number(Self.now - 59)]) == nil)
        #expect(problem(["exp": .number(Self.now - 61)]) == "exp is over")
        #expect(problem(["exp": .text("9999999999")]) == "exp is over")
        #expect(problem(["exp": nil]) == "exp is over")
        #expect(problem(["iat": .number(Self.now + 59)]) == nil)
        #expect(problem(["iat": .number(Self.now + 61)]) == "iat is missing or still to come")
        #expect(problem(["iat": nil]) == "iat is missing or still to come")
        #expect(problem(["nbf": .number(Self.now + 61)]) == "nbf is still to come")
        #expect(problem(["nbf": .number(Self.now)]) == nil)
    }

    @Test(
        arguments: [nil, .text(""), .text("the nonce that was sent "), .text("another"), .number(1)] as [ClaimValue?])
    func itAnswersThisVeryQuestion(nonce: ClaimValue?) {
        #expect(problem(["nonce": nonce]) == "nonce is not the one sent")
    }

    @Test(
        arguments: [
            nil, .text(""), .number(1), .text("a\0b"), .text("a\nb"), .text(String(repeating: "a", count: 256)),
        ] as [ClaimValue?])
    func itSaysWhoItIs(subject: ClaimValue?) {
        #expect(problem(["sub": subject]) == "sub is missing or no name")
    }

    @Test func twoSpellingsOfOneAccentAreTwo() {
        let rule = IDTokenRule(issuer: "https://\u{E9}", clientID: "parley", nonce: SigningKeys.nonce)
        #expect(throws: SignOnFailure.token("iss is not the issuer")) {
            try rule.check(SigningKeys.claims(["iss": .text("https://e\u{301}")]), at: Date())
        }
    }
}
