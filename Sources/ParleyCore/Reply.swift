/// The life of one running answer: what may happen to it next. Pure; whoever holds it acts on what it returns.
public struct Reply: Hashable, Sendable {
    public enum State: String, Sendable {
        case queued, connecting, waiting, retrying, writing, stopping, ended
    }

    public private(set) var state: State = .queued
    public private(set) var stoppedBy: PersonName?
    /// Bytes of text and reasoning taken so far.
    public private(set) var bytes = 0
    /// More came than an answer may have; nothing after that is taken, so that what is kept has no hole.
    public private(set) var isTooLong = false

    public init() {}

    /// What arrives after a stop is discarded.
    public var takesText: Bool { state != .stopping && state != .ended }

    /// Enters a state on the way to the first token. False where the answer is already past it.
    public mutating func enter(_ next: State) -> Bool {
        guard takesText, state != .writing, next != state else { return false }
        state = next
        return true
    }

    public enum Taken: Hashable, Sendable {
        case kept
        /// The first text: the answer is being written from now on.
        case first
        case refused
        case tooLong
    }

    public mutating func take(_ text: String) -> Taken {
        guard takesText, !isTooLong else { return .refused }
        guard bytes + text.utf8.count <= Message.maximumReplyBytes else {
            isTooLong = true
            return .tooLong
        }
        bytes += text.utf8.count
        guard state != .writing else { return .kept }
        state = .writing
        return .first
    }

    /// True for the one stop that has to act.
    public mutating func stop(by person: PersonName?) -> Bool {
        guard takesText else { return false }
        state = .stopping
        stoppedBy = person
        return true
    }

    /// What the answer is when its upstream is gone. It is decided once.
    public mutating func end(finishReason: String?, failure: ReplyFailure?, isShutdown: Bool) -> Message.Status {
        let wasStopping = state == .stopping
        state = .ended
        if wasStopping { return isShutdown ? .interrupted : .stopped }
        if failure != nil { return .error }
        return .complete
    }
}
