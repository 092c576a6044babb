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

    private func cut(_ estimated: Int, ratio: Double = 1, isCutByProvider: Bool = false) -> StoredCut {
        var cut = StoredCut(
            firstMessageID: nil, trimmedCount: 0, shortenedIDs: [], window: 8_192, estimatedTokens: estimated)
        cut.tokenRatio = ratio
        cut.isCutByProvider = isCutByProvider
        return cut
    }

    @Test func theLastPromptCountsItselfExactly() {
        #expect(TokenRatio.last(counted: 1_500, cut: cut(1_000)) == 1.5)
        #expect(TokenRatio.last(counted: 1_500, cut: cut(2_000, ratio: 2)) == 1.5, "an estimate that had a ratio")
    }

    @Test func aPromptThatTeachesNothingIsNotHeeded() {
        #expect(TokenRatio.last(counted: nil, cut: cut(1_000)) == nil)
        #expect(TokenRatio.last(counted: 100, cut: nil) == nil)
        #expect(TokenRatio.last(counted: 90, cut: cut(90)) == nil, "too short")
        #expect(TokenRatio.last(counted: 10, cut: cut(1_000)) == nil, "no such tokenizer")
        #expect(TokenRatio.last(counted: 900, cut: cut(1_000, isCutByProvider: true)) == nil)
    }

    @Test(
        arguments: [
            (2_048, 9_000, false, true), (4_400, 9_000, false, true), (4_600, 9_000, false, false),
            (8_000, 9_000, true, true), (8_200, 9_000, true, false), (400, 900, false, false),
            (10, 9_000, false, false),
        ] as [(Int, Int, Bool, Bool)])
    func aServerThatReadFarLessHasCut(counted: Int, estimated: Int, isExact: Bool, isCut: Bool) {
        #expect(TokenRatio.isCut(counted: counted, estimated: estimated, isExact: isExact) == isCut)
    }
}
