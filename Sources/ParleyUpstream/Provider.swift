/// One OpenAI-compatible upstream, as the settings describe it.
public struct Provider: Hashable, Sendable {
    /// Where the key comes from. It goes only to this provider's own address.
    public enum KeySource: Hashable, Sendable {
        case none
        case value(String)
        /// The name of an environment variable.
        case environment(String)
        /// A file that is read again when it changes.
        case file(String)
        /// There is one, but it cannot be had, for this reason; nothing is sent without it.
        case unreadable(String)
    }

    /// What is asked for an answer.
    public enum API: String, CaseIterable, Sendable {
        /// `POST …/chat/completions`
        case chat
        /// `POST …/completions`, for servers that only go on writing a text.
        case completions
    }

    public struct Timeouts: Hashable, Sendable {
        public var connectSeconds: Double
        public var firstByteSeconds: Double
        public var idleSeconds: Double
        public var totalSeconds: Double

        public init(
            connectSeconds: Double = 10, firstByteSeconds: Double = 600, idleSeconds: Double = 300,
            totalSeconds: Double = 3_600
        ) {
            self.connectSeconds = connectSeconds
            self.firstByteSeconds = firstByteSeconds
            self.idleSeconds = idleSeconds
            self.totalSeconds = totalSeconds
        }
    }

    public var name: String
    /// Without a slash at its end, such as `http://127.0.0.1:11434/v1`.
    public var baseURL: String
    public var key: KeySource
    /// Models to offer; empty: those the provider lists.
    public var models: [String]
    public var headers: [String: String]
    /// In tokens; nil: what the provider tells, else the default.
    public var contextWindow: Int?
    public var timeouts: Timeouts
    public var maximumRetries: Int
    public var api = API.chat
    /// The demo model, which the page names as such.
    public var isDemo: Bool

    public init(
        name: String, baseURL: String, key: KeySource = .none, models: [String] = [], headers: [String: String] = [:],
        contextWindow: Int? = nil, timeouts: Timeouts = Timeouts(), maximumRetries: Int = 2, isDemo: Bool = false
    ) {
        self.name = name
        self.baseURL = baseURL
        self.key = key
        self.models = models
        self.headers = headers
        self.contextWindow = contextWindow
        self.timeouts = timeouts
        self.maximumRetries = maximumRetries
        self.isDemo = isDemo
    }
}

extension Provider {
    /// It is reached on this machine.
    public var isLocal: Bool { ServerAddress(url: baseURL).isLocal }
}
