public import ParleyCore

/// `{"error":{"message","type","code"}}`: how every error is told, as OpenAI's clients expect it.
public enum ErrorShape {
    public static func json(_ error: ParleyError) -> [UInt8] {
        JSONWriter.object { json in
            json.key("error")
            json.object { json in
                json.field("message", error.message)
                json.field("type", type(of: error.code))
                json.field("code", error.code.rawValue)
            }
        }
    }

    /// A failed answer in the same shape, for programs.
    public static func json(_ failure: ReplyFailure) -> [UInt8] {
        JSONWriter.object { json in
            json.key("error")
            json.object { json in
                let words = failure.providerMessage.map { " The provider said: \($0)" } ?? ""
                json.field("message", failure.message + words)
                json.field("type", "upstream_error")
                json.field("code", failure.code.rawValue)
            }
        }
    }

    private static func type(of code: ParleyError.Code) -> String {
        switch code {
        case .unauthenticated: "authentication_error"
        case .forbidden: "permission_error"
        case .rateLimit: "rate_limit_error"
        case .overloaded, .storageFull, .storageUnavailable, .shuttingDown, .internalError, .providerUnavailable:
            "server_error"
        default: "invalid_request_error"
        }
    }
}
