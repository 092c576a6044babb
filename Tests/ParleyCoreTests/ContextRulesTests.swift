import ParleyCore
import ParleyTestSupport
import Testing

/// What holds for every window and every history.
struct ContextRulesTests {
    private struct Case: CustomStringConvertible {
        var window: ContextWindow
        var system: String?
        var history: [HistoryEntry]
        var lastCut: Message.ID?
        var seed: Int

        var description: String { "seed \(seed): window \(window.tokens), \(history.count) messages" }
        var plan: ContextPlan { window.plan(system: system, history: history, lastCut: lastCut) }

        init(seed: Int) {
            var random = SeededGenerator(seed)
            self.seed = seed
            window = ContextWindow(tokens: [600, 2_000, 8_192].randomElement(using: &random) ?? 600, outputLimit: nil)
            system =
                Bool.random(using: &random) ? "S" + random.text(signs: Int.random(in: 0...2_000, using: &random)) : nil
            history = []
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                let content = random.text(signs: Int.random(in: 1...400, using: &random))
                history.append(Bool.random(using: &random) ? Talk.question(content) : Talk.answer(content))
            }
            let isLong = Int.random(in: 0..<4, using: &random) == 0
            history.append(Talk.question("Q" + random.text(signs: isLong ? 20_000 : 60)))
            lastCut = Bool.random(using: &random) ? history.randomElement(using: &random)?.id : nil
        }
    }

    @Test(arguments: 0..<300)
    func thePromptKeepsItsRules(seed: Int) throws {
        let given = Case(seed: seed)
        let plan = given.plan
        let sent = given.system == nil ? plan.prompt[...] : plan.prompt.dropFirst()
        // The system prompt and the newest question are always there.
        if let system = given.system {
            #expect(plan.prompt.first?.role == .system)
            #expect(plan.prompt.first?.content.first == system.first)
        }
        #expect(sent.last?.role == .user)
        #expect(sent.last?.content.hasPrefix("Q") == true, "\(given)")
        #expect(sent.first?.role == .user, "\(given)")
        // What is sent fits; 600 tokens are enough for the marks of two shortened texts.
        let isLeast = plan.prompt.count == (given.system == nil ? 1 : 2)
        #expect(plan.estimatedTokens <= given.window.budget || isLeast, "\(given)")
        #expect(plan.estimatedTokens <= given.window.budget + 8, "\(given)")
        #expect(plan.estimatedTokens == plan.prompt.reduce(0) { $0 + TokenEstimate.tokens(of: $1) })
    }

    @Test(arguments: 0..<300)
    func theStatesAddUp(seed: Int) {
        let given = Case(seed: seed)
        let plan = given.plan
        let trimmed = plan.entries.prefix { $0.state == .trimmed }.count
        #expect(plan.entries.map(\.id) == given.history.map(\.id))
        #expect(!plan.entries.dropFirst(trimmed).contains { $0.state == .trimmed }, "\(given): a hole")
        let sent = Array(plan.prompt.suffix(given.history.count - trimmed))
        #expect(sent.count == plan.entries.count - trimmed)
        for (entry, (message, original)) in zip(
            plan.entries.dropFirst(trimmed), zip(sent, given.history.dropFirst(trimmed)))
        {
            #expect((entry.state == .included) == (message.content == original.content), "\(given)")
            #expect(entry.tokens == TokenEstimate.tokens(of: message))
        }
        #expect(plan.cut.trimmedCount == trimmed)
        #expect(plan.cut.firstMessageID == given.history[trimmed].id)
        #expect(plan.cut.shortenedIDs == plan.entries.filter { $0.state == .shortened }.compactMap(\.id))
    }

    /// Whoever sees a cut sees what was kept of it on both sides, as it was written.
    @Test(arguments: ["x", "word ", "né ", "中文", "😀", "👩‍👩‍👧", "🇩🇪", "\n\r", "a\u{301}\u{302}"])
    func aHugeMessageLosesItsMiddleOnly(sign: String) throws {
        let window = ContextWindow(tokens: 2_048, outputLimit: nil)
        let text = String(repeating: sign, count: 8_001)
        let plan = window.plan(
            system: "Be brief.", history: Talk.history(turns: 2) + [Talk.question(text)], lastCut: nil)
        let sent = try #require(plan.prompt.last?.content)
        let mark = try #require(
            sent.firstRange(
                of: /\n\n\[… the middle of this message, \d+ characters in all, was left out to fit …\]\n\n/))
        let (head, tail) = (sent[..<mark.lowerBound], sent[mark.upperBound...])
        #expect(!head.isEmpty && !tail.isEmpty)
        #expect(text.unicodeScalars.starts(with: head.unicodeScalars))
        #expect(text.unicodeScalars.reversed().starts(with: tail.unicodeScalars.reversed()))
        #expect(plan.entries.last?.state == .shortened)
        #expect(plan.estimatedTokens <= window.budget)
        #expect(plan.estimatedTokens > window.budget / 2)
    }

    @Test func aFlagIsNotTornAtTheEndOfWhatIsKept() throws {
        // An odd number of letters: read from the end, other pairs would be flags.
        let text = String(repeating: "🇩🇪🇫🇷", count: 1_000) + "\u{1F1FD}"
        let plan = ContextWindow(tokens: 2_048, outputLimit: nil).plan(
            system: nil, history: [Talk.question(text)], lastCut: nil)
        let sent = try #require(plan.prompt.last?.content.unicodeScalars)
        #expect(sent.suffix(40).elementsEqual(text.unicodeScalars.suffix(40)))
    }

    @Test func aSystemPromptTakesHalfAtMost() throws {
        let window = ContextWindow(tokens: 2_000, outputLimit: nil)
        let system = String(repeating: "rule ", count: 5_000)
        let plan = window.plan(
            system: system, history: [Talk.question(String(repeating: "why ", count: 5_000))], lastCut: nil)
        #expect(TokenEstimate.tokens(of: plan.prompt[0]) <= window.budget / 2)
        #expect(plan.prompt[0].content.hasPrefix("rule rule"))
        #expect(plan.prompt[1].content.hasPrefix("why why"))
        #expect(plan.estimatedTokens <= window.budget)
    }

    @Test func aMegabyteIsPlannedAtOnce() {
        let text = String(repeating: "word ", count: 200_000)
        let window = ContextWindow(tokens: 32_768, outputLimit: nil)
        let time = ContinuousClock().measure {
            _ = window.plan(system: nil, history: [Talk.question(text)], lastCut: nil)
        }
        #expect(time < .seconds(5))
    }
}
