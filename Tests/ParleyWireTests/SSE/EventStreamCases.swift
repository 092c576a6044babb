/// What the WHATWG HTML standard says of event streams, and what servers do with it.
let streamCases: [StreamCase] = lineEndCases + fieldCases + markCases + endCases + dialectCases + namedCases

private let lineEndCases = [
    StreamCase("nothing", ""),
    StreamCase("LF", "data: a\n\n", "a"),
    StreamCase("CR", "data: a\r\r", "a"),
    StreamCase("CRLF", "data: a\r\n\r\n", "a"),
    StreamCase("CRLF then LF", "data: a\r\n\n", "a"),
    StreamCase("LF then CRLF", "data: a\n\r\n", "a"),
    StreamCase("CR then LF is one end", "data: a\r\ndata: b\r\n\r\n", "a\nb"),
    StreamCase("LF CR is two ends", "data: a\n\rdata: b\n\n", "a", "b"),
    StreamCase("all mixed", "data: a\r\rdata: b\n\ndata: c\r\n\r\ndata: d\r\n\rdata: e\n\r\n", "a", "b", "c", "d", "e"),
    StreamCase("only line ends", "\n\n\r\r\r\n\r\n\n"),
    StreamCase("blank lines between events", "data: a\n\n\n\n\ndata: b\n\n", "a", "b"),
    StreamCase("two events in one packet", "data: a\n\ndata: b\n\n", "a", "b"),
    StreamCase("CR inside data ends the line", "data: a\rb\n\n", "a"),
    StreamCase("NUL in data", "data: a\0b\n\n", "a\0b"),
    StreamCase("line separator U+2028 is no line end", "data: a\u{2028}b\n\n", "a\u{2028}b"),
    StreamCase("vertical tab and form feed are no line ends", "data: a\u{0B}b\u{0C}c\n\n", "a\u{0B}b\u{0C}c"),
    StreamCase("NEL is no line end", "data: a\u{85}b\n\n", "a\u{85}b"),
]

private let fieldCases = [
    StreamCase("no space after the colon", "data:a\n\n", "a"),
    StreamCase("one space is taken away, not two", "data:  a\n\n", " a"),
    StreamCase("a tab is not taken away", "data:\ta\n\n", "\ta"),
    StreamCase("space at the end stays", "data: a \n\n", "a "),
    StreamCase("only a space", "data: \n\n", ""),
    StreamCase("no value", "data:\n\n", ""),
    StreamCase("no colon", "data\n\n", ""),
    StreamCase("two lines of data", "data: a\ndata: b\n\n", "a\nb"),
    StreamCase("two empty lines of data", "data\ndata\n\n", "\n"),
    StreamCase("three lines, one empty", "data: a\ndata:\ndata: c\n\n", "a\n\nc"),
    StreamCase("colons in the value", "data: a:b: c\n\n", "a:b: c"),
    StreamCase("a space before the colon is another field", "data : a\n\n"),
    StreamCase("a space before the name is another field", " data: a\n\n"),
    StreamCase("capitals are another field", "DATA: a\nData: b\n\n"),
    StreamCase("a longer name is another field", "datax: a\nxdata: b\n\n"),
    StreamCase("a shorter name is another field", "dat: a\nd: b\n\n"),
    StreamCase("unknown fields", "foo: 1\ndata: a\nbar\nbaz: 2\n\n", "a"),
    StreamCase("id and retry are passed over", "id: 7\nretry: 10\ndata: a\n\n", "a"),
    StreamCase("only id", "id: 7\n\ndata: a\n\n", "a"),
    StreamCase("a comment", ": hello\ndata: a\n\n", "a"),
    StreamCase("a comment inside an event", "data: a\n: hello\ndata: b\n\n", "a\nb"),
    StreamCase("only comments", ":\n\n: x\n\n:y\n\n"),
    StreamCase("a comment that looks like data", ":data: a\n\n"),
]

private let markCases = [
    StreamCase("a byte order mark", "\u{FEFF}data: a\n\n", "a"),
    StreamCase("two byte order marks", "\u{FEFF}\u{FEFF}data: a\n\ndata: b\n\n", "b"),
    StreamCase("a byte order mark in the middle", "data: a\n\n\u{FEFF}data: b\n\ndata: c\n\n", "a", "c"),
    StreamCase("a byte order mark in data", "data: \u{FEFF}a\n\n", "\u{FEFF}a"),
    StreamCase("a byte order mark before a blank line", "\u{FEFF}\ndata: a\n\n", "a"),
    StreamCase(
        "two bytes of a byte order mark", bytes: [0xEF, 0xBB] + Array("data: a\n\ndata: b\n\n".utf8), [SeenEvent("b")]),
    StreamCase("two bytes of UTF-8", "data: é\n\n", "é"),
    StreamCase("three bytes of UTF-8", "data: 語\n\n", "語"),
    StreamCase("four bytes of UTF-8", "data: 😀\n\n", "😀"),
    StreamCase("joined emoji", "data: 👩‍👩‍👧‍👦\n\n", "👩‍👩‍👧‍👦"),
    StreamCase("right to left", "data: שלום\n\n", "שלום"),
    StreamCase("bytes that are no UTF-8", bytes: Array("data: ".utf8) + [0xFF, 0x0A, 0x0A], [SeenEvent("\u{FFFD}")]),
]

private let endCases = [
    StreamCase("an end without a blank line", "data: a\n", "a"),
    StreamCase("an end without a line end", "data: a", "a"),
    StreamCase("an end in CR", "data: a\r", "a"),
    StreamCase("an end in a field's name", "data: a\n\nda", "a"),
    StreamCase("an end in a comment", "data: a\n\n: x", "a"),
    StreamCase("an end in a second line of data", "data: a\ndata: b", "a\nb"),
    StreamCase("an end after an event without data", "event: x\n"),
]

private let dialectCases = [
    StreamCase("OpenRouter's comments", ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\ndata: {}\n\n", "{}"),
    StreamCase("the end mark", "data: {\"a\":1}\n\ndata: [DONE]\n\n", "{\"a\":1}", "[DONE]"),
    StreamCase("the end mark without space", "data:[DONE]\n\n", "[DONE]"),
    StreamCase("the end mark without an end", "data: {}\n\ndata: [DONE]", "{}", "[DONE]"),
    StreamCase("JSON over three lines", "data: {\ndata: \"a\":1\ndata: }\n\n", "{\n\"a\":1\n}"),
    StreamCase("a page", "<html>\n<body>data: a</body>\n\n"),
    StreamCase("a JSON error without a field", "{\"error\":\"no\"}\n\n"),
]

private let namedCases = [
    StreamCase("a name", bytes: Array("event: error\ndata: a\n\n".utf8), [SeenEvent("a", name: "error")]),
    StreamCase(
        "a name after the data", bytes: Array("data: a\nevent: error\n\n".utf8), [SeenEvent("a", name: "error")]),
    StreamCase(
        "the last name counts", bytes: Array("event: x\nevent:y\ndata: a\n\n".utf8), [SeenEvent("a", name: "y")]),
    StreamCase(
        "a name is for one event", bytes: Array("event: x\ndata: a\n\ndata: b\n\n".utf8),
        [SeenEvent("a", name: "x"), SeenEvent("b")]),
    StreamCase(
        "a name without data is forgotten", bytes: Array("event: x\n\ndata: b\n\n".utf8), [SeenEvent("b")]),
    StreamCase("an empty name", bytes: Array("event:\ndata: a\n\n".utf8), [SeenEvent("a")]),
]
