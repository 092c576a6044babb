import CCurl
import Foundation
import ParleyCore

/// Why curl gave up.
struct TransferFault: Sendable {
    static let outOfMemory = TransferFault(code: CURLE_OUT_OF_MEMORY, words: "out of memory")
    static let headTooLong = TransferFault(
        code: CURLE_WEIRD_SERVER_REPLY, words: "the headers of its answer are too long")

    var code: CURLcode
    /// What the operating system said, if it was asked.
    var systemError: Int32 = 0
    var words: String

    /// The connection broke after it was made, or the answer did not have the length it had announced.
    var isCut: Bool {
        [CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING].contains(code)
    }

    /// There was no connection, or it broke: another one may be better.
    var isConnection: Bool {
        isCut || [CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY].contains(code)
    }

    /// - Parameter server: Who and where, as a sentence begins: `The model server at 127.0.0.1:11434`.
    func failure(of server: String) -> ReplyFailure {
        switch code {
        case CURLE_COULDNT_CONNECT:
            unreachable(server, systemError == 0 ? "no connection" : reason)
        case CURLE_COULDNT_RESOLVE_HOST: unreachable(server, "its name is not known")
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: unreachable(server, "the proxy cannot be reached")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_INVALIDCERTSTATUS:
            ReplyFailure(.unreachable, "\(server) offers no secure connection that can be trusted: \(words).")
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE:
            unreachable(server, reason)
        case CURLE_URL_MALFORMAT:
            ReplyFailure(.providerUnavailable, "\(server) has an address that is not a URL.")
        default:
            ReplyFailure(.protocol, "\(server) does not speak HTTP as expected: \(words).")
        }
    }

    private func unreachable(_ server: String, _ reason: String) -> ReplyFailure {
        ReplyFailure(.unreachable, "\(server) did not answer: \(reason).")
    }

    /// Why a connection broke.
    var reason: String {
        if systemError != 0, let words = strerror(systemError) { return String(cString: words).lowercased() }
        return [CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE].contains(code) ? "it closed the connection" : words
    }
}
