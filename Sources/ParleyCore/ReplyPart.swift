/// One piece of what an upstream says while it answers.
public enum ReplyPart: Hashable, Sendable {
    /// The request went out on an open connection; the first token is awaited.
    case connected
    case text(String)
    case reasoning(String)
    case usage(Usage)
    /// The provider's own word for why the answer ended.
    case finish(String)

    /// What the part costs while it is buffered, in bytes.
    public var byteCount: Int {
        switch self {
        case .text(let text), .reasoning(let text), .finish(let text): text.utf8.count + 32
        case .connected, .usage: 32
        }
    }
}
