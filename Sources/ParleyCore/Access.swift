/// What a person is to a conversation. The store gives every row its access; nothing is reached another way.
public enum Access: String, Sendable {
    case none, owner

    public var mayRead: Bool { self == .owner }
    public var mayWrite: Bool { self == .owner }
    public var mayManage: Bool { self == .owner }
}
