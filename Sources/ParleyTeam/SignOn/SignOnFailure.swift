import ParleyCore

/// Why a sign-in failed: what the person is told, and what the log says. The provider's own words are only in the log.
struct SignOnFailure: Error, Hashable {
    var told: ParleyError
    var reason: String

    /// The provider cannot be reached, or said something that is not to be believed.
    static func provider(_ reason: String) -> SignOnFailure {
        SignOnFailure(
            told: ParleyError(
                .providerUnavailable,
                "The sign-in provider did not answer as it should. Please try again; if it stays so, tell an admin."),
            reason: reason)
    }

    /// What it says of the person does not hold.
    static func token(_ reason: String) -> SignOnFailure {
        SignOnFailure(
            told: ParleyError(
                .forbidden, "The sign-in provider's answer cannot be trusted, so nobody was signed in. Tell an admin."),
            reason: reason)
    }

    static func refused(_ words: String, _ reason: String) -> SignOnFailure {
        SignOnFailure(told: ParleyError(.forbidden, words), reason: reason)
    }

    static let stale = SignOnFailure(
        told: ParleyError(
            .invalid,
            "This sign-in took too long, was used already or was begun in another browser. Please begin again."),
        reason: "unknown state")
}

extension String {
    /// Somebody else's words as a log may show them: short, visible, one line.
    var asLogWord: String {
        String(unicodeScalars.prefix(100).map { $0.value > 0x20 && $0.value < 0x7F ? Character($0) : "_" })
    }

    /// Letter for letter; `==` takes different spellings of an accent for the same.
    func isExactly(_ other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }

    /// As a value in a query or a form.
    var formEncoded: String {
        var encoded = ""
        for byte in utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-._~".utf8.contains(byte)
            let hex = String(byte, radix: 16, uppercase: true)
            encoded += isPlain ? String(UnicodeScalar(byte)) : "%" + (hex.count == 1 ? "0" : "") + hex
        }
        return encoded
    }
}
