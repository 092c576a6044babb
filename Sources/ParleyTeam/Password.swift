import Crypto
import CryptoExtras
import Foundation
import ParleyCore

/// Passwords as they are kept: `scrypt$15$8$3$salt$hash`, with the parameters beside the hash so that they can rise.
enum Password {
    /// OWASP's choice for scrypt: 2^15 rounds, blocks of 8, 3 lanes; 32 MiB and about a quarter of a second.
    private struct Cost: Equatable {
        static let today = Cost(logRounds: 15, blockSize: 8, lanes: 3)

        var logRounds: Int
        var blockSize: Int
        var lanes: Int
    }

    static let allowedBytes = 8...1_024

    /// What an unknown person's password is compared with, so that a wrong name takes as long as a wrong password.
    static let nobody = "scrypt$15$8$3$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

    /// Whether a password is right, and whether its hash was made with other parameters than today's.
    struct Check: Equatable {
        var isRight: Bool
        var isOld: Bool
    }

    /// What is longer than any password is refused before work is done for it.
    static func requirePossible(_ password: String, name: String) throws(ParleyError) {
        guard name.utf8.count <= allowedBytes.upperBound else {
            throw ParleyError(.invalid, "A name has at most \(Person.maximumNameLength) characters.")
        }
        guard password.utf8.count <= allowedBytes.upperBound else {
            throw ParleyError(.invalid, "A password has at most 1,024 bytes.")
        }
    }

    static func requireUsable(_ password: String, for name: String) throws(ParleyError) {
        guard password.count >= 8, allowedBytes.contains(password.utf8.count) else {
            throw ParleyError(.invalid, "A password has at least 8 characters and at most 1,024 bytes.")
        }
        guard !GuessablePassword(password, of: name).isGuessable else {
            throw ParleyError(.invalid, "This password is too easy to guess; longer, or more words, would do.")
        }
    }

    static func hash(_ password: String) throws -> String {
        let cost = Cost.today
        let salt = Data(SecureBytes.random(16))
        let hash = try derive(password, salt: salt, cost: cost)
        let numbers = "\(cost.logRounds)$\(cost.blockSize)$\(cost.lanes)"
        return "scrypt$\(numbers)$\(salt.base64EncodedString())$\(hash.base64EncodedString())"
    }

    static func verify(_ password: String, against stored: String) throws -> Check {
        let parts = stored.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]), let blockSize = Int(parts[2]),
            let lanes = Int(parts[3]), let salt = Data(base64Encoded: String(parts[4])),
            let hash = Data(base64Encoded: String(parts[5]))
        else { return Check(isRight: false, isOld: false) }
        let cost = Cost(logRounds: rounds, blockSize: blockSize, lanes: lanes)
        let isRight = SecureBytes.areEqual(try derive(password, salt: salt, cost: cost), hash)
        return Check(isRight: isRight, isOld: cost != .today)
    }

    private static func derive(_ password: String, salt: Data, cost: Cost) throws -> Data {
        let key = try KDF.Scrypt.deriveKey(
            from: Data(password.utf8), salt: salt, outputByteCount: 32, rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize, parallelism: cost.lanes)
        return key.withUnsafeBytes { Data($0) }
    }
}

/// Secrets made and compared.
enum SecureBytes {
    static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Takes as long whatever differs.
    static func areEqual(_ first: Data, _ second: Data) -> Bool {
        guard first.count == second.count else { return false }
        return zip(first, second).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
