/// Who said what, for a model: it is given no names unless several people speak.
///
/// As soon as a branch has messages of two people, each of their messages begins with a line `[Name]`, and a line of
/// the system prompt says so. OpenAI's own `name` field is not used: most servers ignore it, and some refuse it.
public enum Speakers {
    /// What the system prompt says of it.
    public static let instruction =
        "Several people take part in this conversation. Each of their messages begins with a line that has the "
        + "writer's name in brackets, such as [Ada]. Never begin an answer with such a line."

    /// The history with names where several people speak, and whether they do.
    public static func named(_ history: [HistoryEntry]) -> (history: [HistoryEntry], areSeveral: Bool) {
        let speakers = Set(history.lazy.filter { $0.role == .user }.compactMap(\.speaker))
        guard speakers.count > 1 else { return (history, false) }
        let named = history.map { entry -> HistoryEntry in
            guard entry.role == .user, let speaker = entry.speaker else { return entry }
            var entry = entry
            // A name has no line ends; brackets would let it end its own line early. Two names stay two.
            let name = speaker.replacing("[", with: "(").replacing("]", with: ")")
            entry.content = "[\(name)]\n\(entry.content)"
            return entry
        }
        return (named, true)
    }

    /// The system prompt for such a history.
    public static func system(_ prompt: String?, areSeveral: Bool) -> String? {
        guard areSeveral else { return prompt }
        guard let prompt, !prompt.isEmpty else { return instruction }
        return prompt + "\n\n" + instruction
    }
}

extension [PromptMessage] {
    /// Messages of people in a row, with no answer between them, as one: many models want people and answers in turn.
    public func joiningPeople() -> [PromptMessage] {
        reduce(into: []) { joined, message in
            if message.role == .user, joined.last?.role == .user {
                joined[joined.count - 1].content += "\n\n" + message.content
            } else {
                joined.append(message)
            }
        }
    }
}
