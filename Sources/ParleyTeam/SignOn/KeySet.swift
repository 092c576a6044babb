import Foundation
import JWTKit

/// The keys a provider signs with (RFC 7517). Keys of kinds that are not known here are left out, not complained about.
struct KeySet: Sendable {
    static let maximum = 100

    private let keys: [JWK]

    init(json: Data) throws(SignOnFailure) {
        guard let published = try? JSONDecoder().decode(Published.self, from: json) else {
            throw .provider("its keys are not a JWKS")
        }
        keys = published.keys.prefix(Self.maximum).compactMap(\.key)
    }

    /// The key for a token, ready for that algorithm and no other. Without a `kid` there must be no choice.
    func key(named kid: String?, for algorithm: JWK.Algorithm) -> JWK? {
        let fitting = keys.filter { key in
            (kid == nil || key.keyIdentifier?.string == kid) && (key.algorithm ?? algorithm) == algorithm
                && key.keyType == algorithm.keyType
        }
        guard var key = fitting.first, fitting.count == 1 else { return nil }
        key.algorithm = algorithm
        return key
    }

    private struct Published: Decodable {
        var keys: [Entry]
    }

    /// Decoding one never fails, so that one strange key does not hide the others.
    private struct Entry: Decodable {
        var key: JWK?

        private enum CodingKeys: String, CodingKey {
            case use
        }

        init(from decoder: any Decoder) throws {
            let use = try? decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .use)
            guard use == nil || use == "sig", var key = try? JWK(from: decoder) else { return }
            // Only the public half is of use.
            (key.privateExponent, key.prime1, key.prime2) = (nil, nil, nil)
            self.key = key
        }
    }
}

extension JWK.Algorithm {
    /// Algorithms whose verifying needs no secret; `none`, HS256 and whatever encrypts are not among them.
    static func verifying(_ name: String) -> JWK.Algorithm? {
        let known: [JWK.Algorithm] = [
            .rs256, .rs384, .rs512, .ps256, .ps384, .ps512, .es256, .es384, .es512, .eddsa,
        ]
        return known.first { $0.rawValue == name }
    }

    var keyType: JWK.KeyType {
        switch rawValue.prefix(2) {
        case "ES": .ecdsa
        case "Ed": .octetKeyPair
        default: .rsa
        }
    }
}
