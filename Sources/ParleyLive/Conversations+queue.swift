import Foundation
public import ParleyCore
import ParleyStore
import Synchronization

/// What a send has come to where others may be first.
public enum SentOrQueued: Sendable {
    case sent(Posted)
    case queued(QueuedSend, position: Int)
}

/// In which conversations what waits is being sent now, and whether there is reason to look once more.
struct Turns {
    private var looksAgain: [Conversation.ID: Bool] = [:]

    /// - Returns: False where somebody is at it already, who will look once more.
    mutating func begin(_ id: Conversation.ID) -> Bool {
        looksAgain.updateValue(looksAgain[id] != nil, forKey: id) == nil
    }

    /// - Returns: Whether to look once more.
    mutating func end(_ id: Conversation.ID) -> Bool {
        guard looksAgain[id] == true else {
            looksAgain[id] = nil
            return false
        }
        looksAgain[id] = false
        return true
    }
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
            let waiting = try await database.enqueue(
                QueuedSend(
                    conversationID: id, author: person.asName, content: wish.content, model: wish.model,
                    clientID: wish.clientID, createdAt: Date()))
            guard let (send, position) = waiting else { return .sent(try await self.send(wish, in: id, by: person)) }
            feed.tellQueue(in: id)
            // The answer before it may have ended in between.
            sendNext(in: id)
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

    /// Goes on with what waited when the server ended.
    public func resumeQueues() async {
        for id in (try? await database.conversationsWithQueue()) ?? [] {
            feed.tellQueue(in: id)
            sendNext(in: id)
        }
    }

    // MARK: Whose turn it is

    /// Sends what waits longest, without being waited for.
    func sendNext(in id: Conversation.ID) {
        guard feed.hasQueues, turns.withLock({ $0.begin(id) }) else { return }
        Task {
            repeat { await sendWaiting(in: id) } while turns.withLock { $0.end(id) }
        }
    }

    /// How long is waited after each refusal: most pass, such as a provider that is not found yet after a start.
    private static let pauses: [Duration] =
        [.zero, .milliseconds(500), .seconds(1), .seconds(2)] + Array(repeating: .seconds(10), count: 5)
    /// So many refusals that trying again does not change.
    private static let fewTries = 4

    /// Sends one after the other until an answer is being written; its end comes back here.
    private func sendWaiting(in id: Conversation.ID) async {
        var head: QueuedSend.ID?
        var refusals = 0
        while !feed.isClosing {
            do {
                guard let next = try await database.nextSend(in: id) else { return }
                if next.send.id != head { (head, refusals) = (next.send.id, 0) }
                if try await take(next.send, of: next.person, refusals: refusals) { return }
                feed.tellQueue(in: id)
            } catch {
                if (error as? ParleyError)?.code == .generationInProgress, feed.isWriting(in: id) { return }
                try? await Task.sleep(for: Self.pauses[min(refusals, Self.pauses.count - 1)])
                refusals += 1
            }
        }
    }

    /// Sends it now. What is refused to the end is kept with an answer that says why.
    /// - Returns: Whether an answer is being written.
    private func take(_ send: QueuedSend, of person: Person, refusals: Int) async throws -> Bool {
        var wish = SendWish(content: send.content, parentID: nil, model: send.model, clientID: send.clientID)
        wish.queuedID = send.id
        do {
            let posted = try await self.send(wish, in: send.conversationID, by: person)
            feed.tellQueue(in: send.conversationID)
            return !posted.isRepeat
        } catch let error as ParleyError where isFinal(error, after: refusals) {
            try await refuse(send, of: person, because: error)
            return false
        }
    }

    private func isFinal(_ error: ParleyError, after refusals: Int) -> Bool {
        switch error.code {
        // Nothing that waits is lost: its turn has come before, or the server can not write it.
        case .notFound, .generationInProgress, .shuttingDown, .storageFull, .storageUnavailable, .internalError: false
        case .overloaded, .rateLimit, .providerUnavailable: refusals >= Self.pauses.count
        default: refusals >= Self.fewTries
        }
    }

    private func refuse(_ send: QueuedSend, of person: Person, because error: ParleyError) async throws {
        let conversation = try await database.conversation(send.conversationID, for: person.id, to: .write)
        var posting = Posting(
            conversationID: send.conversationID, person: person.asName, content: send.content, parentID: nil,
            clientID: send.clientID, answerID: Message.ID(), model: send.model ?? conversation.model ?? "",
            provider: conversation.provider ?? "", now: Date())
        posting.asksModel = false
        posting.queuedID = send.id
        let posted = try await database.refuse(
            posting,
            because: ReplyFailure(
                .providerUnavailable, "Its turn came, but no model could be asked.", providerMessage: error.message))
        feed.nudge(posted.conversation)
    }
}
