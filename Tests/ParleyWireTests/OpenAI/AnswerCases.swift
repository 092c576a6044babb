import ParleyCore

/// What providers send, and what becomes of it.
let answerCases: [AnswerCase] = [
    plainCases, contentCases, reasoningCases, usageCases, finishCases, stringCases, endCases, documentCases,
].flatMap { $0 }

/// An answer without a word is a failure of its own.
private let oneLetter = delta(#""content":"a""#)

private let plainCases = [
    AnswerCase("OpenAI", stream(delta(#""role":"assistant","content":"""#), delta(#""content":"Hi""#)), "Hi"),
    AnswerCase(
        "nothing but content, as CloudBase sends it", stream(#"{"choices":[{"delta":{"content":"a"}}]}"#), "a"),
    AnswerCase(
        "role alone first, as Ant Ling sends it", stream(delta(#""role":"assistant""#), delta(#""content":"a""#)), "a"),
    AnswerCase(
        "role and content at once, as PolarGrid sends it", stream(delta(#""role":"assistant","content":"a""#)), "a"),
    AnswerCase("an empty delta", stream(delta(""), delta(#""content":"a""#)), "a"),
    AnswerCase("no choices", stream(#"{"choices":[]}"#, delta(#""content":"a""#)), "a"),
    AnswerCase("choices null", stream(#"{"choices":null}"#, delta(#""content":"a""#)), "a"),
    AnswerCase(
        "only the first choice counts", stream(#"{"choices":[{"delta":{"content":"a"}},{"delta":{"content":"b"}}]}"#),
        "a"),
    AnswerCase("text completions", stream(#"{"choices":[{"text":"a"}]}"#), "a"),
    AnswerCase("comments between", ": hello\n\n" + stream(delta(#""content":"a""#)), "a"),
    AnswerCase("events with a name", "event: message\ndata: \(delta(#""content":"a""#))\n\n" + stream(), "a"),
    AnswerCase("a ping", "event: ping\ndata: {\"type\":\"ping\"}\n\n" + stream(delta(#""content":"a""#)), "a"),
    AnswerCase("empty data", "data:\n\n" + stream(delta(#""content":"a""#)), "a"),
    AnswerCase("values that are no objects", stream("null", "1", #""x""#, "true", "[]", delta(#""content":"a""#)), "a"),
    AnswerCase("CRLF and no space", "data:\(delta(#""content":"a""#))\r\n\r\ndata:[DONE]\r\n\r\n", "a"),
    AnswerCase("blanks in JSON", stream("{ \"choices\" :\t[ { \"delta\" : { \"content\" : \"a\" } } ] } "), "a"),
]

private let contentCases = [
    AnswerCase("content null", stream(delta(#""content":null"#), delta(#""content":"a""#)), "a"),
    AnswerCase("content of another type", stream(delta(#""content":1"#), delta(#""content":true"#), oneLetter), "a"),
    AnswerCase(
        "an array of parts", stream(delta(#""content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#)), "ab"),
    AnswerCase("an array of strings", stream(delta(#""content":["a","b"]"#)), "ab"),
    AnswerCase(
        "Mistral's thoughts",
        stream(
            delta(
                #""content":[{"type":"thinking","thinking":[{"type":"text","text":"t"}]},{"type":"text","text":"a"}]"#)),
        "a", reasoning: "t"),
    AnswerCase("a refusal is text", stream(delta(#""content":null,"refusal":"I cannot.""#)), "I cannot."),
    AnswerCase("unknown members", stream(delta(#""x":{"y":[1,2,{"z":null}]},"content":"a","tool_calls":[]"#)), "a"),
    AnswerCase("a long key", stream(delta(#""a_key_of_more_than_twenty_four_bytes":1,"content":"a""#)), "a"),
    AnswerCase(
        "a key that begins like one we know", stream(delta(#""content_filter":"x","conten":"y","content":"a""#)), "a"),
    AnswerCase("delta null", stream(#"{"choices":[{"delta":null,"finish_reason":null}]}"#, oneLetter), "a"),
]

private let reasoningCases = [
    AnswerCase(
        "reasoning_content", stream(delta(#""reasoning_content":"t""#), delta(#""content":"a""#)), "a", reasoning: "t"),
    AnswerCase("reasoning", stream(delta(#""reasoning":"t""#), delta(#""content":"a""#)), "a", reasoning: "t"),
    AnswerCase("both names, once", stream(delta(#""reasoning":"t","reasoning_content":"t""#)), reasoning: "t"),
    AnswerCase("one name empty", stream(delta(#""reasoning":"","reasoning_content":"t""#)), reasoning: "t"),
    AnswerCase("one name null", stream(delta(#""reasoning":null,"reasoning_content":"t""#)), reasoning: "t"),
    AnswerCase(
        "both names in each of two chunks",
        stream(delta(#""reasoning":"t","reasoning_content":"t""#), delta(#""reasoning_content":"u","reasoning":"u""#)),
        reasoning: "tu"),
    AnswerCase("thought and text at once", stream(delta(#""reasoning":"t","content":"a""#)), "a", reasoning: "t"),
]

private let counted = Usage(promptTokens: 12, completionTokens: 3)

private let usageCases = [
    AnswerCase(
        "usage in a last chunk without choices",
        stream(
            delta(#""content":"a""#),
            #"{"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}"#),
        "a", usage: counted),
    AnswerCase(
        "usage in the last content chunk, as Cloudach sends it",
        stream(#"{"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":12,"completion_tokens":3}}"#), "a",
        usage: counted),
    AnswerCase(
        "usage in the choice, as Moonshot sends it",
        stream(#"{"choices":[{"delta":{"content":"a"},"usage":{"prompt_tokens":12,"completion_tokens":3}}]}"#), "a",
        usage: counted),
    AnswerCase(
        "usage in x_groq",
        stream(oneLetter, #"{"choices":[],"x_groq":{"id":"r","usage":{"prompt_tokens":12,"completion_tokens":3}}}"#),
        "a", usage: counted),
    AnswerCase(
        "other names", stream(oneLetter, #"{"choices":[],"usage":{"input_tokens":12,"output_tokens":3}}"#), "a",
        usage: counted),
    AnswerCase("usage null", stream(delta(#""content":"a""#), #"{"choices":[],"usage":null}"#), "a"),
    AnswerCase(
        "the last usage counts",
        stream(
            #"{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#, oneLetter,
            #"{"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3}}"#),
        "a", usage: counted),
    AnswerCase(
        "numbers that are no counts",
        stream(
            oneLetter,
            #"{"choices":[],"usage":{"prompt_tokens":-1,"completion_tokens":1e999,"input_tokens":99999999999999999999}}"#
        ), "a"),
    AnswerCase(
        "one count", stream(oneLetter, #"{"choices":[],"usage":{"completion_tokens":3}}"#), "a",
        usage: Usage(promptTokens: nil, completionTokens: 3)),
]

private func finish(_ value: String) -> String {
    #"{"choices":[{"index":0,"delta":{},"finish_reason":\#(value)}]}"#
}

private let finishCases = [
    AnswerCase("stop", stream(delta(#""content":"a""#), finish(#""stop""#)), "a", finish: "stop"),
    AnswerCase(
        "a word of its own", stream(delta(#""content":"a""#), finish(#""eos_token""#)), "a", finish: "eos_token"),
    AnswerCase(
        "content_filter is kept", stream(delta(#""content":"a""#), finish(#""content_filter""#)), "a",
        finish: "content_filter"),
    AnswerCase(
        "an empty word says nothing", stream(delta(#""content":"a""#), finish(#""""#), done: false), "a", isWhole: false
    ),
    AnswerCase("null says nothing", stream(delta(#""content":"a""#), finish("null"), done: false), "a", isWhole: false),
    AnswerCase(
        "a number says nothing", stream(delta(#""content":"a""#), finish("1"), done: false), "a", isWhole: false),
    AnswerCase("the first word counts", stream(finish(#""length""#), finish(#""stop""#)), finish: "length"),
    AnswerCase(
        "usage after the finish",
        stream(oneLetter, finish(#""stop""#), #"{"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3}}"#),
        "a", usage: counted, finish: "stop"),
    AnswerCase("error is no finish", stream(delta(#""content":"a""#), finish(#""error""#)), "a", fails: .server),
]

private let stringCases = [
    AnswerCase("escapes", stream(delta(#""content":"\"\\\/\b\f\n\r\t""#)), "\"\\/\u{8}\u{C}\n\r\t"),
    AnswerCase("a unit", stream(delta(#""content":"\u00e9\u8a9e""#)), "é語"),
    AnswerCase("a surrogate pair", stream(delta(#""content":"a\ud83d\ude00b""#)), "a😀b"),
    AnswerCase("capital digits", stream(delta(#""content":"\uD83D\uDE00""#)), "😀"),
    AnswerCase("a lone high surrogate", stream(delta(#""content":"a\ud83db""#)), "a\u{FFFD}b"),
    AnswerCase("a lone low surrogate", stream(delta(#""content":"a\ude00b""#)), "a\u{FFFD}b"),
    AnswerCase("surrogates the wrong way round", stream(delta(#""content":"\ude00\ud83d""#)), "\u{FFFD}\u{FFFD}"),
    AnswerCase("two high surrogates", stream(delta(#""content":"\ud83d\ud83d\ude00""#)), "\u{FFFD}😀"),
    AnswerCase("a high surrogate at the end", stream(delta(#""content":"a\ud83d""#)), "a\u{FFFD}"),
    AnswerCase("a pair over two chunks", stream(delta(#""content":"a\ud83d""#), delta(#""content":"\ude00b""#)), "a😀b"),
    AnswerCase(
        "half a pair, then a thought", stream(delta(#""content":"a\ud83d""#), delta(#""reasoning":"\ude00""#)),
        "a\u{FFFD}",
        reasoning: "\u{FFFD}"),
    AnswerCase("NUL", stream(delta(#""content":"a\u0000b""#)), "a\0b"),
    AnswerCase("raw text beyond ASCII", stream(delta(#""content":"é語😀👩‍👩‍👧‍👦""#)), "é語😀👩‍👩‍👧‍👦"),
    AnswerCase("an escaped key", stream(#"{"choices":[{"delta":{"\u0063ontent":"a"}}]}"#), ""),
]

private let endCases = [
    AnswerCase("nothing at all", "", isWhole: false),
    AnswerCase("no end mark", stream(delta(#""content":"a""#), done: false), "a", isWhole: false),
    AnswerCase(
        "a finish without end mark", stream(delta(#""content":"a""#), finish(#""stop""#), done: false), "a",
        finish: "stop"),
    AnswerCase("an end mark without a finish", stream(delta(#""content":"a""#)), "a"),
    AnswerCase("an end mark without a line end", stream(delta(#""content":"a""#), done: false) + "data: [DONE]", "a"),
    AnswerCase("an end mark with blanks", stream(delta(#""content":"a""#), done: false) + "data: [DONE]  \n\n", "a"),
    AnswerCase("no word but a reason", stream(finish(#""length""#)), finish: "length"),
    AnswerCase("more after the end mark", stream(delta(#""content":"a""#)) + stream(delta(#""content":"b""#)), "a"),
    AnswerCase(
        "cut in an event", stream(delta(#""content":"a""#), done: false) + #"data: {"choices":[{"del"#, "a",
        isWhole: false),
    AnswerCase("cut in the end mark", stream(delta(#""content":"a""#), done: false) + "data: [DO", "a", isWhole: false),
    AnswerCase(
        "cut before the blank line", stream(done: false) + "data: \(delta(#""content":"a""#))", "a", isWhole: false),
]

private let documentCases = [
    AnswerCase(
        "a whole completion",
        #"{"choices":[{"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":3}}"#,
        "a", usage: counted, finish: "stop"),
    AnswerCase("a whole completion without a finish", #" {"choices":[{"message":{"content":"a"}}]}"#, "a"),
]
