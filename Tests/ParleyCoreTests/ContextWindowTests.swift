import ParleyCore
import Testing

struct ContextWindowTests {
    @Test(
        arguments: [
            (8_192, nil, 2_048, 5_734), (131_072, nil, 4_096, 120_422), (8_192, 500, 500, 7_282),
            (8_192, 100_000, 4_096, 3_686),
            (1, nil, 0, 1), (0, nil, 0, 1), (-5, nil, 0, 1),
        ] as [(Int, Int?, Int, Int)])
    func aWindowKeepsRoomForTheAnswer(tokens: Int, limit: Int?, reserved: Int, budget: Int) {
        let window = ContextWindow(tokens: tokens, outputLimit: limit)
        #expect(window.reservedOutput == reserved)
        #expect(window.budget == budget)
    }

    @Test func whatFitsIsSentWhole() {
        let history = Talk.history(turns: 5) + [Talk.question("And now?")]
        let plan = ContextWindow(tokens: 8_192, outputLimit: nil).plan(
            system: "Be brief.", history: history, lastCut: nil)
        #expect(plan.prompt.map(\.content) == ["Be brief."] + history.map(\.content))
        #expect(plan.prompt.map(\.role).prefix(3) == [.system, .user, .assistant])
        #expect(plan.entries.allSatisfy { $0.state == .included })
        #expect(plan.cut.trimmedCount == 0)
        #expect(plan.cut.firstMessageID == history[0].id)
    }

    @Test(arguments: [nil, ""])
    func withoutASystemPromptNoneIsSent(system: String?) {
        let plan = ContextWindow(tokens: 8_192, outputLimit: nil).plan(
            system: system, history: [Talk.question("Hi")], lastCut: nil)
        #expect(plan.prompt == [PromptMessage(role: .user, content: "Hi")])
    }

    @Test func anEmptyHistoryIsNoFault() {
        let plan = ContextWindow(tokens: 100, outputLimit: nil).plan(system: "x", history: [], lastCut: Message.ID())
        #expect(plan.prompt == [PromptMessage(role: .system, content: "x")])
        #expect(plan.entries.isEmpty)
    }

    @Test func theMessageThatIsNotSentYetHasNoID() {
        let history = Talk.history(turns: 1) + [HistoryEntry(id: nil, role: .user, content: "draft")]
        let plan = ContextWindow(tokens: 8_192, outputLimit: nil).plan(system: nil, history: history, lastCut: nil)
        #expect(plan.entries.map(\.id) == history.map(\.id))
        #expect(plan.entries.last?.id == nil)
    }

    @Test func aTextThatWasNotReadIsTrimmed() {
        let unread = (0..<6).map { index in
            HistoryEntry(id: Message.ID(), role: index % 2 == 0 ? .user : .assistant, content: "", unreadBytes: 40_000)
        }
        let plan = ContextWindow(tokens: 8_192, outputLimit: nil)
            .plan(system: nil, history: unread + [Talk.question("Hi")], lastCut: unread[0].id)
        #expect(plan.entries.map(\.state) == Array(repeating: .trimmed, count: 6) + [.included])
        #expect(plan.prompt == [PromptMessage(role: .user, content: "Hi")])
        #expect(plan.cut.trimmedCount == 6)
    }

    /// A long talk, one plan a turn: the beginning changes seldom, so that the provider's cache of it holds.
    @Test func theCutStaysForManyTurns() {
        let window = ContextWindow(tokens: 8_192, outputLimit: nil)
        var history: [HistoryEntry] = []
        var lastCut: Message.ID?
        var beginnings: [String] = []
        for turn in 0..<400 {
            history.append(Talk.question("Question \(turn): " + String(repeating: "word ", count: 40)))
            let plan = window.plan(system: "Be brief.", history: history, lastCut: lastCut)
            lastCut = plan.cut.firstMessageID
            beginnings.append(plan.prompt[1].content)
            #expect(plan.estimatedTokens <= window.budget)
            history.append(Talk.answer("Answer \(turn): " + String(repeating: "thing ", count: 60)))
        }
        let changes = zip(beginnings, beginnings.dropFirst()).count { $0 != $1 }
        #expect(lastCut != history.first?.id, "the talk is too short to be cut")
        // About 150 tokens a turn in 5,734 of budget: a cut frees 30 %, about eleven turns.
        #expect((20...45).contains(changes), "\(changes) changes")
    }

    @Test func aCutKeepsAboutSeventyPercent() throws {
        let window = ContextWindow(tokens: 8_192, outputLimit: nil)
        let history = Talk.history(turns: 100, words: 40) + [Talk.question("Now?")]
        let plan = window.plan(system: "Be brief.", history: history, lastCut: nil)
        #expect(plan.estimatedTokens <= window.budget * 7 / 10)
        #expect(plan.estimatedTokens >= window.budget * 6 / 10)
    }

    @Test func aCutOnAnotherBranchIsForgotten() {
        let history = Talk.history(turns: 3) + [Talk.question("Now?")]
        let plan = ContextWindow(tokens: 8_192, outputLimit: nil).plan(
            system: nil, history: history, lastCut: Message.ID())
        #expect(plan.cut.trimmedCount == 0)
    }

    @Test func aContinuationKeepsItsQuestion() {
        let history = Talk.history(turns: 200) + [Talk.question("Tell me"), Talk.answer("Once upon")]
        let window = ContextWindow(tokens: 1_000, outputLimit: nil)
        let plan = window.plan(system: nil, history: history, lastCut: nil)
        #expect(plan.prompt.suffix(2).map(\.content) == ["Tell me", "Once upon"])
        #expect(plan.prompt.first?.role == .user)
    }
}

/// Messages to make plans of.
enum Talk {
    static func question(_ content: String) -> HistoryEntry {
        HistoryEntry(id: Message.ID(), role: .user, content: content)
    }

    static func answer(_ content: String) -> HistoryEntry {
        HistoryEntry(id: Message.ID(), role: .assistant, content: content)
    }

    static func history(turns: Int, words: Int = 3) -> [HistoryEntry] {
        (0..<turns).flatMap { turn in
            let words = String(repeating: "some words ", count: words)
            return [question("Question \(turn) \(words)"), answer("Answer \(turn) \(words)")]
        }
    }
}
