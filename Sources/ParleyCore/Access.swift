/// What a person is to a conversation. The store gives every row its access; nothing is reached another way.
public enum Access: String, Sendable, CaseIterable {
    case none, read, write, owner
}

/// What somebody may want to do with a conversation.
public enum Deed: String, Sendable, CaseIterable {
    /// See it, live and stored.
    case read
    /// Send, stop, regenerate, edit, type; change its title, model and prompt.
    case write
    /// Share, open to the team, delete.
    case manage
}

extension Access {
    /// The one place that says who may do what.
    public func permits(_ deed: Deed) -> Bool {
        switch (self, deed) {
        case (.owner, _), (.write, .read), (.write, .write), (.read, .read): true
        case (.none, _), (.read, _), (.write, .manage): false
        }
    }

    /// Nothing is told of what may not be seen; what may be seen says why it may not be done.
    public func require(_ deed: Deed) throws(ParleyError) {
        if permits(deed) { return }
        guard permits(.read) else { throw ParleyError.notFound }
        throw ParleyError(
            .forbidden,
            deed == .manage
                ? "Only who began this conversation may do that."
                : "You may read this conversation, but not write in it.")
    }
}
