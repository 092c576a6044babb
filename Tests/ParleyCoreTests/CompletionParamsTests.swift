import ParleyCore
import Testing

struct CompletionParamsTests {
    typealias Value = CompletionParams.Value

    @Test(
        arguments: [
            ("temperature", .number(0)), ("temperature", .number(2)), ("temperature", .integer(1)),
            ("top_p", .number(0.5)),
            ("top_p", .integer(1)), ("presence_penalty", .number(-2)), ("frequency_penalty", .integer(2)),
            ("max_tokens", .integer(1)), ("max_completion_tokens", .integer(10_000_000)), ("seed", .integer(-7)),
            ("seed", .integer(.max)), ("stop", .text("END")), ("stop", .texts(["a", "b", "c", "d"])),
            ("reasoning_effort", .text("low")),
        ] as [(String, Value)])
    func whatIsAllowedIsKept(name: String, value: Value) throws {
        let params = try CompletionParams([name: value])
        #expect(params.values == [try #require(CompletionParams.Name(rawValue: name)): value])
    }

    @Test(
        arguments: [
            ("temperature", .number(2.01), "a number from 0 to 2"),
            ("temperature", .integer(-1), "a number from 0 to 2"),
            ("temperature", .text("hot"), "a number from 0 to 2"),
            ("temperature", .number(.nan), "a number from 0 to 2"),
            ("top_p", .number(-0.1), "a number from 0 to 1"), ("top_p", .number(.infinity), "a number from 0 to 1"),
            ("presence_penalty", .number(-2.5), "a number from -2 to 2"),
            ("frequency_penalty", .integer(3), "a number from -2 to 2"),
            ("max_tokens", .integer(0), "a whole number from 1 to 10,000,000"),
            ("max_tokens", .number(12.5), "a whole number from 1 to 10,000,000"),
            ("max_completion_tokens", .integer(10_000_001), "a whole number from 1 to 10,000,000"),
            ("seed", .number(1.5), "a whole number"), ("seed", .text("1"), "a whole number"),
            ("stop", .text(""), "a text, or 1 to 4 texts, of at most 200 bytes"),
            ("stop", .texts([]), "a text, or 1 to 4 texts, of at most 200 bytes"),
            ("stop", .texts(["1", "2", "3", "4", "5"]), "a text, or 1 to 4 texts, of at most 200 bytes"),
            ("stop", .texts(["ok", ""]), "a text, or 1 to 4 texts, of at most 200 bytes"),
            ("reasoning_effort", .integer(1), "a word such as low, medium or high"),
        ] as [(String, Value, String)])
    func whatIsNotAllowedIsToldInPlainWords(name: String, value: Value, range: String) {
        #expect(throws: ParleyError(.invalid, "params.\(name) must be \(range).")) {
            try CompletionParams([name: value])
        }
    }

    @Test(arguments: ["stream", "messages", "Temperature", "", "n", "tools"])
    func whatIsUnknownIsRefusedWithWhatIsAllowed(name: String) throws {
        let error = try #require(throws: ParleyError.self) { try CompletionParams([name: .integer(1)]) }
        #expect(error.code == .invalid)
        for known in CompletionParams.Name.allCases { #expect(error.message.contains(known.rawValue)) }
    }

    @Test func whatWasStoredByAnotherVersionIsLeftOut() {
        let params = CompletionParams(stored: ["temperature": .number(0.7), "logprobs": .integer(1)])
        #expect(params.values == [.temperature: .number(0.7)])
    }

    @Test func theNewerNameOfTheLimitWins() throws {
        #expect(CompletionParams().outputLimit == nil)
        #expect(try CompletionParams(["max_tokens": .integer(7)]).outputLimit == 7)
        let both = try CompletionParams(["max_tokens": .integer(7), "max_completion_tokens": .integer(9)])
        #expect(both.outputLimit == 9)
    }
}
