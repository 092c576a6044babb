import ParleyCore

/// A conversation as one text that a model goes on writing, for servers without chat: who speaks stands before each
/// message, and the answer's place is open at the end.
enum PromptText {
    /// Where the model would begin to speak for the person.
    static let stop = "\nUser:"

    static func text(of messages: [PromptMessage]) -> String {
        var text = ""
        for message in messages { text += name(of: message.role) + message.content + "\n\n" }
        return text + "Assistant:"
    }

    private static func name(of role: PromptMessage.Role) -> String {
        switch role {
        case .system: ""
        case .user: "User: "
        case .assistant: "Assistant: "
        }
    }
}
