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

/// One model of one provider.
public struct ModelKey: Hashable, Sendable {
    public var provider: String
    public var model: String

    public init(provider: String, model: String) {
        self.provider = provider
        self.model = model
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

/// A completion that a program asks for in OpenAI's own words.
public struct RelayRequest: Hashable, Sendable {
    public var provider: String
    /// The JSON body for `POST …/chat/completions`.
    public var body: [UInt8]
    /// How many answers it asks for.
    public var choices: Int

    public init(provider: String, body: [UInt8], choices: Int = 1) {
        self.provider = provider
        self.body = body
        self.choices = choices
    }
}

/// How an answer begins that is passed on as it comes.
public struct RelayHead: Hashable, Sendable {
    public var status: Int
    public var isEventStream: Bool
    /// Seconds that the provider asks to wait.
    public var retryAfter: Double?

    public init(status: Int, isEventStream: Bool, retryAfter: Double?) {
        self.status = status
        self.isEventStream = isEventStream
        self.retryAfter = retryAfter
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
        case ollama, llamaCpp, vLLM
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

    /// How many tokens a prompt has, by the server's own tokenizer; nil where it has none to ask, or does not answer
    /// within a second or so.
    func count(_ messages: [PromptMessage], model: String, provider: String) async -> Int?

    /// Sends a body as it is, once, and passes on what comes: a head, then bytes, also of a refusal. Events come whole,
    /// each as it was; an answer that breaks off ends with an event that says so.
    func relay(_ request: RelayRequest) -> ReplyParts

    /// Asks a provider for its models; bounded in time.
    func listModels(of provider: String) async throws(ReplyFailure) -> [ListedModel]
}
