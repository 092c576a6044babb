import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import ParleyCore
import ParleyWire

/// The one table from an error's code to its status.
enum ErrorAnswer {
    /// What may be told of an error; everything that is not meant for people becomes "internal".
    static func told(_ error: any Error) -> ParleyError {
        switch error {
        case let error as ParleyError: error
        case let error as HTTPError: told(error.status)
        case is NIOTooManyBytesError: tooLarge
        case is HTTPParserError: notHTTP
        default: ParleyError(.internalError, "Something went wrong inside the server.")
        }
    }

    static let notHTTP = ParleyError(.invalid, "The request is not valid HTTP.")
    static let tooLarge = ParleyError(.tooLarge, "That is too large to be taken.")

    static func response(_ error: ParleyError) -> Response {
        var headers: HTTPFields = [.contentType: "application/json; charset=utf-8"]
        if let seconds = error.retryAfter { headers[.retryAfter] = "\(seconds)" }
        return Response(
            status: status(of: error.code), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: ErrorShape.json(error))))
    }

    static func status(of code: ParleyError.Code) -> HTTPResponse.Status {
        switch code {
        case .invalid: .badRequest
        case .unprocessable: .unprocessableContent
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .conflict, .generationInProgress: .conflict
        case .tooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .misdirected: .misdirectedRequest
        case .rateLimit: .tooManyRequests
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .uriTooLong: .uriTooLong
        case .storageFull: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        case .overloaded, .providerUnavailable, .storageUnavailable, .shuttingDown: .serviceUnavailable
        case .internalError: .internalServerError
        }
    }

    /// The framework's own refusals.
    private static func told(_ status: HTTPResponse.Status) -> ParleyError {
        switch status {
        case .notFound: .notFound
        case .methodNotAllowed: ParleyError(.methodNotAllowed, "That cannot be done here.")
        case .contentTooLarge: tooLarge
        case .unsupportedMediaType: ParleyError(.unsupportedMediaType, "This wants application/json.")
        default:
            status.kind == .clientError
                ? ParleyError(.invalid, "The request cannot be understood.")
                : ParleyError(.internalError, "Something went wrong inside the server.")
        }
    }
}
