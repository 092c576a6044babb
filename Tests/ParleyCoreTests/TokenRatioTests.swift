import ParleyCore
import Testing

struct TokenRatioTests {
    @Test func theFirstAnswerIsBelievedAndTheNextOnesWeighLess() {
        var ratio = TokenRatio()
        let isFirst = ratio.learn(counted: 1_500, estimated: 1_000)
        #expect(isFirst && ratio.value == 1.5 && ratio.answers == 1)
        _ = ratio.learn(counted: 1_000, estimated: 1_000)
        #expect(ratio.value == 1.25)
        for _ in 0..<40 { _ = ratio.learn(counted: 2_000, estimated: 1_000) }
        #expect(abs(ratio.value - 2) < 0.01, "it follows a talk that changes")
    }

    @Test(arguments: [(10, 20.0), (50, 99), (100, 1_000), (5_000, 1_000), (0, 500), (-7, 500)])
    func whatSaysNothingOfTheTextTeachesNothing(counted: Int, estimated: Double) {
        var ratio = TokenRatio()
        let hasLearned = ratio.learn(counted: counted, estimated: estimated)
        #expect(!hasLearned && ratio == TokenRatio())
    }

    @Test(arguments: [0, -1, .infinity, .nan, 99])
    func aRatioThatMakesNoSenseIsNone(value: Double) {
        #expect(TokenRatio(value: value, answers: 3).value == 1)
    }

    /// A model that counts more gets less of the history, and one that counts less gets more.
    @Test func theCutHeedsTheRatio() {
        let history =
            (0..<40).map { index in
                HistoryEntry(
                    id: Message.ID(), role: index % 2 == 0 ? .user : .assistant,
                    content: String(repeating: "word ", count: 80))
            } + [HistoryEntry(id: nil, role: .user, content: "and now?")]
        func plan(_ ratio: Double) -> ContextPlan {
            ContextWindow(tokens: 2_000, outputLimit: 200, tokenRatio: ratio).plan(
                system: nil, history: history, lastCut: nil)
        }
        let (low, plain, high) = (plan(0.5), plan(1), plan(2))
        #expect(low.prompt.count > plain.prompt.count && plain.prompt.count > high.prompt.count)
        for plan in [low, plain, high] { #expect(plan.estimatedTokens <= plan.window.budget) }
        #expect(high.entries.last?.tokens == 2 * (plain.entries.last?.tokens ?? 0))
    }
}
