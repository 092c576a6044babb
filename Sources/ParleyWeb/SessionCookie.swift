import HTTPTypes
import Hummingbird
import ParleyTeam

/// The cookie of a signed-in browser. Over https its name makes the browser insist on Secure, Path=/ and no Domain.
enum SessionCookie {
    private static func name(isHTTPS: Bool) -> String {
        isHTTPS ? "__Host-parley_session" : "parley_session"
    }

    static func value(in request: Request, isHTTPS: Bool) -> String? {
        request.cookie(name(isHTTPS: isHTTPS))
    }

    static func setting(_ secret: Secret, isHTTPS: Bool) -> String {
        // 90 days: the longest a session lives; the server ends it earlier when it is not used.
        "\(name(isHTTPS: isHTTPS))=\(secret.text); Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000\(isHTTPS ? "; Secure" : "")"
    }

    static func clearing(isHTTPS: Bool) -> String {
        "\(name(isHTTPS: isHTTPS))=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0\(isHTTPS ? "; Secure" : "")"
    }
}

extension Request {
    func cookie(_ name: String) -> String? {
        let prefix = name + "="
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                if pair.hasPrefix(prefix) { return String(pair.dropFirst(prefix.count)) }
            }
        }
        return nil
    }
}

enum Redirect {
    static func to(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }

    static func toLogin(from request: Request) -> Response {
        let path = request.uri.path == "/" ? "" : "?next=" + request.uri.path.percentEncoded
        return to("/login" + path)
    }

    /// A place on this server to go to; anything else, also `//other`, leads to the start.
    static func localPath(_ wish: String?) -> String {
        guard let wish, wish.hasPrefix("/"), !wish.hasPrefix("//"), !wish.contains("\\"), wish.utf8.count <= 200,
            wish.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F })
        else { return "/" }
        return wish
    }
}

extension String {
    var percentEncoded: String {
        var encoded = ""
        for byte in utf8 {
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            if isPlain || "-._~/".utf8.contains(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (hex.count == 1 ? "0" : "") + hex
            }
        }
        return encoded
    }
}
