import Foundation
public import ParleyCore
public import ParleyStore
public import ParleyWire
import Synchronization

/// What programs keep here by OpenAI's protocol.
extension Conversations {
    /// Makes a conversation of a program's messages and starts the answer to the last of them.
    public func keep(_ kept: CompletionWish.Kept, model: String?, by person: Person) async throws -> Posted {
        for message in kept.history where message.content.utf8.count > Message.maximumContentBytes {
            throw ParleyError(.tooLarge, "A message has at most 1 MiB of text.")
        }
        let conversation = try await create(
            NewConversation(
                title: nil, model: model, systemPrompt: kept.systemPrompt, params: kept.params, clientID: nil),
            by: person)
        do {
            try await database.add(kept.history, to: conversation, by: person.asName, now: .now)
            let wish = SendWish(content: kept.question, parentID: nil, model: nil, clientID: nil)
            return try await send(wish, in: conversation.id, by: person)
        } catch {
            // A program that tries again should not leave a conversation each time.
            try? await database.discard(conversation.id, of: person.id)
            throw error
        }
    }

    /// The answer once it has ended, however that was.
    public func ended(_ posted: Posted, for person: Person) async throws -> Message {
        if let short = try await feed.reply(posted.assistant.id)?.settled() { return short }
        return try await message(posted.assistant.id, in: posted.conversation.id, for: person)
    }

    /// The answer as chunks of OpenAI's for its sender alone.
    public func stream(
        of posted: Posted, for listener: Listener, person: Person, shape: CompletionShape, includesUsage: Bool
    ) async throws -> ReplyStream {
        var stream = try await stream(of: posted, for: listener, person: person)
        stream.tell(as: shape, includesUsage: includesUsage)
        return stream
    }
}

extension LiveReply {
    /// How its storing ended; nil until then.
    var outcome: Result<Message?, ParleyError>? { state.withLock { $0.settled } }

    /// Returns when the first text is there or the answer has ended, at the latest after that time.
    func isDecided(within limit: Duration) async {
        let bell = Bell()
        _ = joinFromStart(bell)
        let late = Task {
            try? await Task.sleep(for: limit)
            bell.ring(.close)
        }
        while state.withLock({ $0.firstText == nil && $0.settled == nil }) {
            if await bell.wait().contains(.close) { break }
        }
        late.cancel()
        leave(bell)
    }
}
