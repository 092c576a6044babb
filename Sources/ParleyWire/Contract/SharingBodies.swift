/// What clients send about the people of a conversation.
public struct AccessBody: Decodable, Sendable {
    public var access: String
}

public struct ReadBody: Decodable, Sendable {
    public var revision: Int
}

public struct TypingBody: Decodable, Sendable {
    public var typing: Bool
}
