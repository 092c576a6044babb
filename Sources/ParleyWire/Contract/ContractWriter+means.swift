public import ParleyCore

/// Limits, usage and presets, as they are told to clients.
extension JSONWriter {
    /// The fields of limits; null is no limit.
    public mutating func limits(_ limits: UsageLimits) {
        field("running", limits.running)
        field("messages_per_minute", limits.messagesPerMinute)
        field("tokens_per_day", limits.tokensPerDay)
        field("tokens_per_month", limits.tokensPerMonth)
    }

    /// The fields of what is used of them.
    public mutating func used(_ used: UsedNow) {
        field("running", used.running)
        field("messages_last_minute", used.messagesLastMinute)
        field("tokens_today", used.tokensToday)
        field("tokens_this_month", used.tokensThisMonth)
    }

    public mutating func usage(_ sum: UsageSum) {
        field("answers", sum.answers)
        field("prompt_tokens", sum.promptTokens)
        field("completion_tokens", sum.completionTokens)
    }

    /// With how many of the tokens no provider has counted.
    public mutating func reportedUsage(_ sum: UsageSum) {
        usage(sum)
        field("estimated_tokens", sum.estimatedTokens)
    }

    public mutating func preset(_ preset: Preset) {
        object { json in
            json.field("id", preset.id.string)
            json.field("name", preset.name)
            json.field("model", preset.model)
            json.field("system_prompt", preset.systemPrompt)
            json.key("params")
            json.params(preset.params)
            json.field("scope", preset.owner == nil ? PresetScope.team.rawValue : PresetScope.own.rawValue)
        }
    }
}
