public import ParleyCore

/// The contract's shapes, as they are told to clients.
extension JSONWriter {
    /// - Parameter isRunning: Whether an answer is being written, where that is known.
    public mutating func conversation(_ conversation: Conversation, isRunning: Bool? = nil) {
        object { json in
            json.field("id", conversation.id.string)
            json.field("title", conversation.title)
            json.field("title_source", conversation.titleSource?.rawValue)
            json.field("model", conversation.model)
            json.field("provider", conversation.provider)
            json.field("system_prompt", conversation.systemPrompt)
            json.key("params")
            json.params(conversation.params)
            json.key("owner")
            json.person(conversation.owner)
            json.field("revision", conversation.revision)
            json.field("leaf_id", conversation.leaf?.string)
            json.field("summarize", conversation.summarizes)
            json.key("summary")
            if let summary = conversation.summary { json.summary(summary) } else { json.null() }
            if let isRunning { json.field("running", isRunning) }
            json.field("access", conversation.access.rawValue)
            json.field("team_access", conversation.teamAccess.rawValue)
            json.field("shared", conversation.isShared)
            json.field("unread", conversation.isUnread)
            json.field("mentioned", conversation.isMentioned)
            json.field("pinned", conversation.isPinned)
            json.field("archived", conversation.isArchived)
            json.field("deleted_at", conversation.deletedAt)
            json.field("created_at", conversation.createdAt)
            json.field("updated_at", conversation.updatedAt)
        }
    }

    /// - Parameter blocks: The rendered content as a JSON array, where the client asked for it.
    public mutating func message(_ message: Message, blocks: [UInt8]? = nil) {
        object { json in
            json.field("id", message.id.string)
            json.field("conversation_id", message.conversationID.string)
            json.field("parent_id", message.parentID?.string)
            json.field("role", message.role.rawValue)
            json.key("author")
            if let author = message.author { json.person(author) } else { json.null() }
            json.field("content", message.content)
            json.field("reasoning", message.reasoning)
            if let blocks {
                json.key("blocks")
                json.raw(blocks)
            }
            json.outcome(of: message)
            json.people(of: message)
            json.field("created_at", message.createdAt)
        }
    }

    private mutating func people(of message: Message) {
        key("requested_by")
        if let person = message.requestedBy { self.person(person) } else { null() }
        key("stopped_by")
        if let person = message.stoppedBy { self.person(person) } else { null() }
        key("mentions")
        array(message.mentions) { $0.person($1) }
    }

    private mutating func outcome(of message: Message) {
        field("status", message.status.rawValue)
        field("finish_reason", message.finishReason)
        field("model", message.model)
        field("provider", message.provider)
        key("usage")
        if let usage = message.usage { self.usage(usage) } else { null() }
        key("timing")
        if let timing = message.timing { self.timing(timing) } else { null() }
        key("error")
        if let failure = message.failure { self.failure(failure) } else { null() }
        key("context")
        if let cut = message.cut { self.cut(cut) } else { null() }
    }

    public mutating func person(_ person: PersonName) {
        object { json in
            json.field("id", person.id.string)
            json.field("name", person.name)
        }
    }

    public mutating func failure(_ failure: ReplyFailure) {
        object { json in
            json.field("code", failure.code.rawValue)
            json.field("message", failure.message)
            if let words = failure.providerMessage { json.field("provider_message", words) }
        }
    }

    private mutating func usage(_ usage: Usage) {
        object { json in
            json.field("prompt_tokens", usage.promptTokens)
            json.field("completion_tokens", usage.completionTokens)
        }
    }

    private mutating func timing(_ timing: Timing) {
        object { json in
            json.field("first_token_ms", timing.firstTokenMilliseconds)
            json.field("duration_ms", timing.durationMilliseconds)
            json.field("tokens_per_second", timing.tokensPerSecond)
        }
    }

    private mutating func summary(_ summary: ConversationSummary) {
        object { json in
            json.field("content", summary.content)
            json.field("until_message_id", summary.untilMessageID.string)
            json.field("source", summary.source.rawValue)
            json.field("updated_at", summary.updatedAt)
        }
    }

    /// What of the history was sent for this answer.
    private mutating func cut(_ cut: StoredCut) {
        object { json in
            json.field("first_message_id", cut.firstMessageID?.string)
            json.field("trimmed", cut.trimmedCount)
            json.key("shortened")
            json.array(cut.shortenedIDs) { $0.text($1.string) }
            json.field("window", cut.window)
            json.field("estimated_tokens", cut.estimatedTokens)
            json.counting(isExact: cut.isExact)
            json.field("cut_by_provider", cut.isCutByProvider)
            json.field("summarized", cut.isSummarized)
        }
    }

    public mutating func counting(isExact: Bool) {
        field("counting", isExact ? "exact" : "estimated")
    }

    public mutating func params(_ params: CompletionParams) {
        object { json in
            for name in CompletionParams.Name.allCases {
                guard let value = params.values[name] else { continue }
                json.param(name, value)
            }
        }
    }

    private mutating func param(_ name: CompletionParams.Name, _ value: CompletionParams.Value) {
        key(name.key)
        switch value {
        case .integer(let value): integer(value)
        case .number(let value): number(value)
        case .text(let value): text(value)
        case .texts(let values): array(values) { $0.text($1) }
        }
    }
}

extension CompletionParams.Name {
    fileprivate var key: StaticString {
        switch self {
        case .temperature: "temperature"
        case .topP: "top_p"
        case .maxTokens: "max_tokens"
        case .maxCompletionTokens: "max_completion_tokens"
        case .presencePenalty: "presence_penalty"
        case .frequencyPenalty: "frequency_penalty"
        case .seed: "seed"
        case .stop: "stop"
        case .reasoningEffort: "reasoning_effort"
        }
    }
}
