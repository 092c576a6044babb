import ParleyCore
import ParleyStore
import Synchronization

/// How a send is told from the same send again.
struct Repeat {
    var clientID: String?
    /// What the same send has become.
    var find: () async throws -> Posted?
}

extension Conversations {
    /// Lets an answer begin, or refuses it for want of room. The same send again starts nothing, so it needs none.
    /// - Returns: What an earlier send has become, where this one repeats it and there is no room.
    func admit(_ reply: LiveReply, unless again: Repeat) async throws -> Posted? {
        let entry = UsageMeter.Entry(id: reply.id, person: reply.person.id, clientID: again.clientID) { [weak reply] in
            reply?.estimatedTokens ?? 0
        }
        do {
            try await admission.enter(entry)
            return nil
        } catch let error as ParleyError where error.code == .overloaded || error.code == .rateLimit {
            if let clientID = again.clientID,
                let earlier = try await earlier(clientID, of: reply.person.id, again.find)
            {
                return earlier
            }
            // There would be no turn for it even with room, and who waits for a turn needs none yet.
            guard feed.isWriting(in: reply.conversationID) else { throw error }
            throw ParleyError.generationInProgress
        }
    }

    /// Waits for the first of two that came at once: its rows may not be stored yet.
    private func earlier(
        _ clientID: String, of person: Person.ID, _ find: () async throws -> Posted?
    ) async throws -> Posted? {
        for _ in 0..<100 {
            let isBeginning = admission.usage.isBeginning(clientID, of: person)
            if let earlier = try await find() { return earlier }
            guard isBeginning else { return nil }
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }
}

extension LiveReply {
    /// The tokens it has used by now: as its provider counts, else those of its prompt by an estimate, and about one for
    /// four bytes of text.
    var estimatedTokens: Int {
        state.withLock { state in
            let prompt = state.usage?.promptTokens ?? state.cut?.estimatedTokens ?? 0
            return prompt + (state.usage?.completionTokens ?? state.reply.bytes / 4)
        }
    }
}
