import ParleyCore
import ParleyLive
import ParleyTeam

extension Listener {
    /// A stream of somebody who has proved who they are; it ends when what let them in does.
    convenience init(
        _ identity: People.Identity, conversationID: Conversation.ID?, answersIn: Conversation.ID? = nil,
        hearsHints: Bool,
        hangUp: @escaping @Sendable () -> Void, onClose: (@Sendable () -> Void)? = nil
    ) {
        self.init(
            person: identity.person.asName, credential: identity.credential, endsAt: identity.endsAt,
            provenAt: identity.provenAt, conversationID: conversationID, answersIn: answersIn,
            hearsHints: hearsHints, hangUp: hangUp, onClose: onClose)
    }
}
