public import Foundation
public import ParleyCore

/// An answer that is being written, as an admin may know of it: who and where, never what.
public struct RunningAnswer: Hashable, Sendable {
    public var conversationID: Conversation.ID
    public var person: PersonName
    public var model: String?
    public var provider: String?
    /// Such as `connecting` or `writing`.
    public var state: String
    /// When it was asked for.
    public var since: Date
}

extension LiveFeed {
    /// The answers that are being written, the oldest first.
    public var runningAnswers: [RunningAnswer] {
        replies.map { reply in
            let base = reply.base
            return RunningAnswer(
                conversationID: reply.conversationID, person: reply.person, model: base.model,
                provider: base.provider, state: reply.progress.state.rawValue, since: base.createdAt)
        }.sorted { $0.since < $1.since }
    }
}
