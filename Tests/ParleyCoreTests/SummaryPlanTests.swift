import Foundation
import ParleyCore
import Testing

/// A summary goes where messages are left out, and nowhere else.
struct SummaryPlanTests {
    private let history = Talk.history(turns: 40, words: 40) + [Talk.question("And now?")]
    private let window = ContextWindow(tokens: 2_000, outputLimit: 200)

    private func summary(_ text: String, until index: Int) -> ConversationSummary {
        ConversationSummary(
            content: text, untilMessageID: history[index].id ?? Message.ID(), source: .model, updatedAt: .now)
    }

    @Test func itStandsBehindTheSystemPrompt() {
        let plan = window.plan(
            system: "Be brief.", history: history, lastCut: nil, summary: summary("They like tea.", until: 9))
        let system = plan.prompt[0]
        #expect(system.role == .system && system.content.hasPrefix("Be brief."))
        #expect(system.content.hasSuffix("They like tea."))
        #expect(plan.instructions == SentInstructions(system: "Be brief.", summary: "They like tea."))
        #expect(plan.cut.isSummarized && plan.cut.trimmedCount > 0)
        #expect(plan.prompt[1].role == .user && plan.estimatedTokens <= window.budget)
    }

    @Test func whatIsSentWholeNeedsNone() {
        let large = ContextWindow(tokens: 100_000, outputLimit: 200)
        let plan = large.plan(system: nil, history: history, lastCut: nil, summary: summary("Tea.", until: 9))
        #expect(plan.instructions.summary == nil && !plan.cut.isSummarized)
        #expect(plan.prompt.allSatisfy { $0.role != .system })
    }

    @Test func oneOfAnotherBranchIsNotSent() {
        let foreign = ConversationSummary(
            content: "Tea.", untilMessageID: Message.ID(), source: .person, updatedAt: .now)
        let plan = window.plan(system: nil, history: history, lastCut: nil, summary: foreign)
        #expect(plan.cut.trimmedCount > 0 && plan.instructions.summary == nil)
    }

    @Test func aLongOneIsShortened() {
        let plan = window.plan(
            system: nil, history: history, lastCut: nil,
            summary: summary(String(repeating: "word ", count: 5_000), until: 9))
        #expect(plan.estimatedTokens <= window.budget)
        #expect((plan.instructions.summary?.utf8.count ?? 0) < 3_000)
        #expect(plan.prompt.last?.content == "And now?")
    }
}
