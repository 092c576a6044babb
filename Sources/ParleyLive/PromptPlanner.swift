import ParleyCore
import ParleyStore

/// Decides what is sent: by the tokenizer of the model's own server, where that can be asked, else by an estimate.
struct PromptPlanner: Sendable {
    /// A plan that was made anew by an exact count should fit this time.
    private static let margin = 1.02
    private static let maximumTries = 2
    /// Counts that say something else than how long the prompt is are not believed.
    private static let sensible = 0.01...1_000.0

    let client: any ModelClient

    /// The window of a model as a conversation uses it.
    static func window(of chosen: ChosenModel, for conversation: Conversation, after past: Past) -> ContextWindow {
        ContextWindow(
            tokens: chosen.contextWindow, outputLimit: conversation.params.outputLimit,
            tokenRatio: (past.model == chosen.key ? past.tokenRatio : nil) ?? chosen.tokenRatio)
    }

    static func plan(
        _ conversation: Conversation, _ past: Past, in window: ContextWindow, continuing begun: String = ""
    ) -> ContextPlan {
        let (history, areSeveral) = Speakers.named(past.history)
        var plan = window.plan(
            system: Speakers.system(conversation.systemPrompt, areSeveral: areSeveral), history: history,
            lastCut: past.lastCut?.firstMessageID, summary: conversation.summary, continuing: begun, wish: goOn)
        plan.prompt = plan.prompt.joiningPeople()
        return plan
    }

    /// Not every provider takes a begun answer as the last message, so a person's line asks for the rest.
    private static let goOn =
        "Your last message was cut off. Continue exactly where it ended, without repeating any of it."

    /// - Parameter isWanted: Whether anybody still waits for it; asked between the questions to the server.
    func plan(
        _ conversation: Conversation, _ past: Past, for chosen: ChosenModel, continuing begun: String = "",
        isWanted: () -> Bool = { true }
    ) async -> ContextPlan {
        let window = Self.window(of: chosen, for: conversation, after: past)
        var plan = Self.plan(conversation, past, in: window, continuing: begun)
        guard chosen.countsTokens else { return plan }
        for _ in 0..<Self.maximumTries where isWanted() {
            let tokens = await client.count(plan.prompt, model: chosen.model, provider: chosen.provider)
            guard let tokens, Self.sensible.contains(Double(tokens) / max(1, plan.rawEstimate)) else { return plan }
            let exact = plan.counted(tokens)
            guard tokens > window.budget else { return exact }
            var tighter = exact.window
            tighter.tokenRatio *= Self.margin
            plan = Self.plan(conversation, past, in: tighter, continuing: begun)
        }
        return plan
    }
}
