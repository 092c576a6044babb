public import Foundation

/// One piece of what an upstream says while it answers.
public enum ReplyPart: Hashable, Sendable {
    /// A further attempt begins.
    case connecting
    /// There was no answer; the next attempt, the second or a later one, begins at that time.
    case retrying(attempt: Int, at: Date)
    /// The request went out on an open connection; the first token is awaited.
    case connected
    case text(String)
    case reasoning(String)
    case usage(Usage)
    /// The provider's own word for why the answer ended.
    case finish(String)
    /// The head of an answer that is passed on as it comes.
    case head(RelayHead)
    /// What is passed on of it.
    case bytes([UInt8])
    /// The tokens that the text of it has so far, by an estimate.
    case passed(tokens: Int)
    /// Nothing has come for a while.
    case silence

    /// What the part costs while it is buffered, in bytes.
    public var byteCount: Int {
        switch self {
        case .text(let text), .reasoning(let text), .finish(let text): text.utf8.count + 32
        case .bytes(let bytes): bytes.count + 32
        case .connecting, .retrying, .connected, .usage, .head, .passed, .silence: 32
        }
    }
}
