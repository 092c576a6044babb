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

    /// It could not be noted after all.
    func forget(_ conversation: Conversation.ID, by person: Person.ID) {
        noted.withLock { $0[Reading(person: person, conversation: conversation)] = nil }
    }

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
    /// Somebody has read of a conversation; where nobody named them in it, that is to be found later. Reading goes on
    /// where nothing can be written: that must not be worse than the note that is missing, and the next reading is noted.
    public func noteReading(of id: Conversation.ID, by caller: Caller) async {
        guard let person = caller.person, readings.isNew(id, by: person.id) else { return }
        do {
            guard let owner = try await database.ownerOfUnnamed(id, for: person.id) else {
                return readings.forget(id, by: person.id)
            }
            try await database.record(AuditNote(.conversationRead, by: caller, person: owner, conversation: id))
        } catch {
            readings.forget(id, by: person.id)
        }
    }
}
