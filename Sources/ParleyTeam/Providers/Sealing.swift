import Crypto
import Foundation
import ParleyCore

/// The 256 bits that secrets in the database are sealed with. They are in a file beside it, never in it.
struct SealingKey: Hashable, Sendable {
    static let byteCount = 32

    let bytes: Data

    /// Nil where these are not as many as a key has.
    init?(_ bytes: Data) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    private init(random: [UInt8]) {
        bytes = Data(random)
    }

    static func new() -> SealingKey { SealingKey(random: SecureBytes.random(byteCount)) }

    /// Says which key it is, and nothing of the key.
    var id: Data { Data(SHA256.hash(data: Data("parley sealing key ".utf8) + bytes).prefix(Sealing.idBytes)) }
}

extension SealingKey: CustomStringConvertible, CustomReflectable {
    var description: String { "a key" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// Secrets as they are kept: AES-GCM, with the provider's name and the origin of its address authenticated beside them.
/// A row that was moved to another name, or pointed at another server, does not open.
enum Sealing {
    struct Place: Hashable, Sendable {
        var name: String
        var origin: String
    }

    static let idBytes = 8
    private static let version: UInt8 = 1

    /// A version, which key it was, then nonce, ciphertext and tag.
    static func seal(_ secrets: Data, for place: Place, with key: SealingKey) throws -> Data {
        let box = try AES.GCM.seal(
            secrets, using: SymmetricKey(data: key.bytes), authenticating: authenticated(place))
        guard let combined = box.combined else { throw ParleyError(.internalError, "Nothing was sealed.") }
        return Data([version]) + key.id + combined
    }

    /// Nil where it was sealed with another key or for another place, or has been changed.
    static func open(_ sealed: Data, for place: Place, with key: SealingKey) -> Data? {
        // Bytes of their own: a slice of data counts from where it was cut.
        let rest = [UInt8](sealed.dropFirst(1 + idBytes))
        guard keyID(of: sealed) == key.id, let box = try? AES.GCM.SealedBox(combined: rest) else { return nil }
        return try? AES.GCM.open(box, using: SymmetricKey(data: key.bytes), authenticating: authenticated(place))
    }

    /// Which key opens it.
    static func keyID(of sealed: Data) -> Data? {
        guard sealed.first == version, sealed.count > 1 + idBytes else { return nil }
        return Data([UInt8](sealed.dropFirst().prefix(idBytes)))
    }

    /// Each with its length before it, so that no two places are the same bytes.
    private static func authenticated(_ place: Place) -> Data {
        Data("parley provider \(place.name.utf8.count):\(place.name)\(place.origin.utf8.count):\(place.origin)".utf8)
    }
}
