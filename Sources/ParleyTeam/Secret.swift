import Crypto
public import Foundation

/// What a browser's cookie, a program's token or a setup link carries: 256 random bits. Only its hash is kept.
public struct Secret: Sendable {
    public static let tokenPrefix = "parley_"

    /// The secret itself, told once.
    public let text: String

    static func session() -> Secret { Secret(text: encoded()) }
    static func token() -> Secret { Secret(text: tokenPrefix + encoded()) }

    /// What is stored and looked up. The secret has 256 bits, so a plain hash is enough.
    public static func hash(_ text: String) -> Data {
        Data(SHA256.hash(data: Data(text.utf8)))
    }

    private static func encoded() -> String {
        Data(SecureBytes.random(32)).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}
