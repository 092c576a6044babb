import Foundation
import HTTPTypes
import Hummingbird
import ParleyCore

extension Request {
    /// Whom the proxy names. Only asked for where the peer of the socket is a trusted one.
    func proxyClaim(_ header: TrustedHeader) throws(ParleyError) -> ProxyClaim? {
        guard let subject = try only(header.name), !subject.isEmpty else { return nil }
        guard subject.utf8.count <= ProxyClaim.maximumBytes,
            subject.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0xFFFD })
        else { throw ParleyError(.invalid, "The proxy sent a user name that cannot be used.") }
        return ProxyClaim(subject: subject, groups: try groups(header), header: header)
    }

    /// A header that stands there once, or not at all: a second one may be a client's own, passed on beside the
    /// proxy's, and so may the first, also where the other is empty.
    private func only(_ header: String) throws(ParleyError) -> String? {
        let values = HTTPField.Name(header).map { headers[values: $0] } ?? []
        guard values.count <= 1 else { throw ParleyError(.invalid, "The proxy sent \(header) more than once.") }
        return values.first
    }

    private func groups(_ header: TrustedHeader) throws(ParleyError) -> [String] {
        guard let name = header.groups, let text = try only(name) else { return [] }
        return text.split(separator: header.groupsSeparator.sign).map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
