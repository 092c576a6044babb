public import ParleyCore
import ParleyStore

/// What a stop has come to.
public struct Stopped: Sendable {
    /// The last message; nil where there is none.
    public var message: Message?
    public var milliseconds: Int
}

extension Conversations {
    /// Ends the running answer and returns when its upstream is gone and the kept text is committed. With nothing
    /// running it is harmless.
    public func stop(_ id: Conversation.ID, by person: Person, address: String = "") async throws -> Stopped {
        let begin = ContinuousClock.now
        let running = try await database.runningAnswer(in: id, for: person.id, to: .write)
        runner.cancelTitle(of: id)
        if let running, let reply = feed.reply(running) {
            reply.stop(by: Caller(person: person.asName, address: address))
            let short = try await reply.settled()
            feed.metrics.noteStop(seconds: (.now - begin) / .seconds(1))
            let message = if let short { short } else { try await self.message(running, in: id, for: person) }
            return Stopped(message: message, milliseconds: Int((.now - begin) / .milliseconds(1)))
        }
        let page = try await database.transcript(id, for: person.id, before: nil, limit: 1)
        return Stopped(message: page.messages.last, milliseconds: 0)
    }
}
