/// One message of a prompt, as a model reads it.
public struct PromptMessage: Hashable, Sendable {
    public enum Role: String, Sendable {
        case system, user, assistant
    }

    public var role: Role
    public var content: String

    public init(role: Role, content: String) {
        self.role = role
        self.content = content
    }
}

/// One completion to be asked for.
public struct CompletionRequest: Hashable, Sendable {
    public var provider: String
    public var model: String
    public var messages: [PromptMessage]
    public var params: CompletionParams
    /// Whether a provider that refuses for a moment is asked again.
    public var mayRetry: Bool

    public init(
        provider: String, model: String, messages: [PromptMessage], params: CompletionParams, mayRetry: Bool = true
    ) {
        self.provider = provider
        self.model = model
        self.messages = messages
        self.params = params
        self.mayRetry = mayRetry
    }
}

/// A model as its provider lists it.
public struct ListedModel: Hashable, Sendable {
    public var id: String
    /// In tokens, where the provider tells it.
    public var contextWindow: Int?
    /// The program that serves it, where that has more to tell than the protocol has room for.
    public var server: Server?

    public enum Server: Hashable, Sendable {
        case ollama, llamaCpp
    }

    public init(id: String, contextWindow: Int?, server: Server? = nil) {
        self.id = id
        self.contextWindow = contextWindow
        self.server = server
    }
}

/// The way to the models: what a chat needs of an upstream.
public protocol ModelClient: Sendable {
    /// Starts a completion at once. Its end, its failure and its cancellation all come through the parts.
    func complete(_ request: CompletionRequest) -> ReplyParts

    /// Asks a provider for its models; bounded in time.
    func listModels(of provider: String) async throws(ReplyFailure) -> [ListedModel]
}
