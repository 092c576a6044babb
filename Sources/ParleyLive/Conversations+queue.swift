import Foundation
public import ParleyCore
import ParleyStore

/// What a send has come to where others may be first.
public enum SentOrQueued: Sendable {
    case sent(Posted)
    case queued(QueuedSend, position: Int)
}

/// Two people sending at once: the second waits for its turn, where the server is set so.
extension Conversations {
    /// Whether a send waits for its turn instead of being refused.
    public var queuesSends: Bool { isQueueing() }

    /// Sends now, or puts the message behind the answer that is being written.
    public func sendOrQueue(_ wish: SendWish, in id: Conversation.ID, by person: Person) async throws -> SentOrQueued {
        do {
            return .sent(try await send(wish, in: id, by: person))
        } catch let error as ParleyError where error.code == .generationInProgress && isQueueing() {
            // A branch of its own cannot wait: what it would branch from may be gone by then.
            guard wish.parentID == nil, !wish.beginsAnew else { throw error }
            let (send, position) = try await database.enqueue(
                QueuedSend(
                    conversationID: id, author: person.asName, content: wish.content, model: wish.model,
                    clientID: wish.clientID, createdAt: Date()))
            feed.tellQueue(in: id)
            // The answer before it may have ended in between.
            if feed.replies.allSatisfy({ $0.conversationID != id }) { Task { await sendNext(in: id) } }
            return .queued(send, position: position)
        }
    }

    public func queue(of id: Conversation.ID, for person: Person) async throws -> [QueuedSend] {
        try await database.queue(of: id, for: person.id)
    }

    public func unqueue(_ send: QueuedSend.ID, in id: Conversation.ID, by person: Person) async throws {
        try await database.unqueue(send, in: id, by: person.id)
        feed.tellQueue(in: id)
    }

    /// Sends what waits longest. Where no answer can be begun it is kept as a message all the same.
    public func sendNext(in id: Conversation.ID) async {
        while feed.hasQueues, !feed.isClosing, let next = try? await database.nextSend(in: id) {
            var wish = SendWish(
                content: next.send.content, parentID: nil, model: next.send.model, clientID: next.send.clientID)
            wish.queuedID = next.send.id
            defer { feed.tellQueue(in: id) }
            do {
                _ = try await send(wish, in: id, by: next.person)
                return
            } catch let error as ParleyError where error.code == .generationInProgress || error.code == .shuttingDown {
                return
            } catch {
                guard (try? await say(wish, in: id, by: next.person)) != nil else { return }
            }
        }
    }

    /// Goes on with what waited when the server ended.
    public func resumeQueues() async {
        for id in (try? await database.conversationsWithQueue()) ?? [] {
            feed.tellQueue(in: id)
            await sendNext(in: id)
        }
    }
}
