import Foundation
import HTTPTypes
import Hummingbird
import ParleyCore

extension Request {
    /// Whom the proxy names. Only asked for where the peer of the socket is a trusted one.
    func proxyClaim(_ header: TrustedHeader) throws(ParleyError) -> ProxyClaim? {
        guard let name = HTTPField.Name(header.name) else { return nil }
        let values = headers[values: name].filter { !$0.isEmpty }
        guard let subject = values.first else { return nil }
        // The second one may be a client's own, passed on beside the proxy's.
        guard values.count == 1 else { throw ParleyError(.invalid, "The proxy names more than one person.") }
        guard subject.utf8.count <= ProxyClaim.maximumBytes,
            subject.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0xFFFD })
        else { throw ParleyError(.invalid, "The proxy names nobody that can be.") }
        return ProxyClaim(subject: subject, groups: groups(header), header: header)
    }

    private func groups(_ header: TrustedHeader) -> [String] {
        guard let name = header.groups.flatMap({ HTTPField.Name($0) }) else { return [] }
        return headers[values: name].flatMap { $0.split { $0 == "," || $0 == "|" } }.map {
            $0.trimmingCharacters(in: .whitespaces)
        }
    }
}
