import ParleyCore
import Testing

@Suite("Names in a text")
struct MentionTests {
    private let names = ["Ada", "Ada Lovelace", "Jürgen", "qwen3-32b", "李雷"]

    @Test(arguments: [
        ("@Ada look", [0]), ("ask @ada lovelace!", [1]), ("@ada lovelaces", [0]), ("(@Jürgen)", [2]),
        ("@qwen3-32b?", [3]), ("@李雷", [4]), ("mail ada@Ada.org", []), ("@Adam", []), ("Ada", []), ("@", []),
        ("@Ada @Ada @jürgen", [0, 2]), ("@@Ada", [0]), ("@qwen3-32bx", []),
    ])
    func namesAreFound(_ text: String, _ places: [Int]) {
        #expect(Mentions.places(in: text, among: names) == places)
    }

    @Test func aTextOfMarksEndsSoon() {
        let text = String(repeating: "@", count: 1 << 20)
        #expect(Mentions.places(in: text, among: (0..<2_000).map { "person \($0)" }).isEmpty)
    }
}

@Suite("Who said what, for a model")
struct SpeakerTests {
    private func entry(_ role: Message.Role, _ content: String, _ speaker: String? = nil) -> HistoryEntry {
        HistoryEntry(id: Message.ID(), role: role, content: content, speaker: speaker)
    }

    private func prompt(_ history: [HistoryEntry], system: String? = nil) -> [PromptMessage] {
        let (named, areSeveral) = Speakers.named(history)
        return ContextWindow(tokens: 8_192, outputLimit: nil).plan(
            system: Speakers.system(system, areSeveral: areSeveral), history: named, lastCut: nil
        ).prompt.joiningPeople()
    }

    @Test func oneSpeakerHasNoName() {
        let told = prompt([entry(.user, "Hi", "Ada"), entry(.assistant, "Hello"), entry(.user, "Why?", "Ada")])
        #expect(told.map(\.content) == ["Hi", "Hello", "Why?"])
    }

    @Test func severalSpeakersAreNamed() {
        let told = prompt(
            [entry(.user, "Hi", "Ada"), entry(.assistant, "Hello"), entry(.user, "Why?", "Bob [x]")],
            system: "Be brief.")
        #expect(told[0].content == "Be brief.\n\n" + Speakers.instruction)
        #expect(told.dropFirst().map(\.content) == ["[Ada]\nHi", "Hello", "[Bob (x)]\nWhy?"])
    }

    @Test func messagesInARowAreOne() {
        let told = prompt([entry(.user, "One", "Ada"), entry(.user, "Two", "Bob"), entry(.user, "Three", "Ada")])
        #expect(told.map(\.role) == [.system, .user])
        #expect(told[1].content == "[Ada]\nOne\n\n[Bob]\nTwo\n\n[Ada]\nThree")
    }
}
