import Foundation
import ParleyCore
import Testing

@testable import ParleyTeam

@Suite("Passwords and secrets")
struct PasswordTests {
    @Test func aPasswordMatchesItselfAndNothingElse() throws {
        let hash = try Password.hash("correct horse battery staple")
        #expect(
            try Password.verify("correct horse battery staple", against: hash) == .init(isRight: true, isOld: false))
        for wrong in [
            "", "correct horse battery stapl", "correct horse battery staple ", "CORRECT horse battery staple",
        ] {
            #expect(try Password.verify(wrong, against: hash).isRight == false)
        }
    }

    /// Otherwise an unknown name would be refused sooner than a wrong password.
    @Test func nobodysHashIsComputedLikeAnyOther() throws {
        let begin = ContinuousClock.now
        #expect(try Password.verify("whatever it is", against: Password.nobody) == .init(isRight: false, isOld: false))
        #expect(ContinuousClock.now - begin > .milliseconds(5))
        #expect(try Password.hash("a").split(separator: "$").count == Password.nobody.split(separator: "$").count)
    }

    @Test func longPasswordsAreNotCut() throws {
        let long = String(repeating: "x", count: 200)
        let hash = try Password.hash(long + "a")
        #expect(try Password.verify(long + "b", against: hash).isRight == false)
    }

    @Test func hashesOfOlderParametersAreKnownAsOld() throws {
        let old = "scrypt$14$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        #expect(try Password.verify("x", against: old).isOld)
    }

    @Test(arguments: ["1234567", "aaaaaaaaaa", "Margarethe", String(repeating: "ab", count: 600)])
    func passwordsThatAreTooShortTooLongOrTooPlainAreRefused(password: String) {
        #expect(throws: ParleyError.self) { try Password.requireUsable(password, for: "margarethe") }
    }

    @Test func secretsAreLongAndNeverTheSame() {
        let secrets = Set((0..<1_000).map { _ in Secret.session().text })
        #expect(secrets.count == 1_000)
        #expect(secrets.allSatisfy { $0.utf8.count == 43 })
        #expect(Secret.token().text.hasPrefix(Secret.tokenPrefix))
        #expect(Secret.hash("a").count == 32)
    }
}
