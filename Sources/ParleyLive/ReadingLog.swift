public import ParleyCore
import ParleyStore
import Synchronization

/// Notes in the audit who reads a conversation that is somebody else's and in which they are not named. The same
/// reader and conversation once an hour, so that reading does not mean writing.
final class ReadingLog: Sendable {
    private struct Reading: Hashable {
        var person: Person.ID
        var conversation: Conversation.ID
    }

    private static let every = Duration.seconds(3_600)
    private static let maximumKept = 10_000

    private let noted = Mutex<[Reading: ContinuousClock.Instant]>([:])

    /// Whether this one is to be noted now.
    func isNew(_ conversation: Conversation.ID, by person: Person.ID) -> Bool {
        noted.withLock { noted in
            let now = ContinuousClock.now
            let reading = Reading(person: person, conversation: conversation)
            if let last = noted[reading], now - last < Self.every { return false }
            if noted.count >= Self.maximumKept { noted = noted.filter { now - $0.value < Self.every } }
            if noted.count >= Self.maximumKept { noted.removeAll() }
            noted[reading] = now
            return true
        }
    }
}

extension Conversations {
    /// Somebody has read of a conversation; where it is not theirs, that is to be found later.
    public func noteReading(of id: Conversation.ID, by caller: Caller) async throws {
        guard let person = caller.person, let found = try? await database.conversation(id, for: person.id) else {
            return
        }
        guard found.owner.id != person.id, !found.members.contains(person.id), readings.isNew(id, by: person.id) else {
            return
        }
        try await database.record(AuditNote(.conversationRead, by: caller, person: found.owner, conversation: id))
    }
}
