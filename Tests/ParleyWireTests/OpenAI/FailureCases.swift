import ParleyCore

/// What goes wrong inside an answer that began with status 200.
let failureCases: [AnswerCase] = [
    AnswerCase(
        "an error event after text",
        stream(delta(#""content":"a""#), #"{"error":{"message":"boom","code":"server_error"}}"#), "a",
        fails: .server, words: "boom"),
    AnswerCase(
        "an error with a status", stream(#"{"error":{"message":"slow down","code":429}}"#), fails: .rateLimit,
        words: "slow down"),
    AnswerCase(
        "an error with a status as text", stream(#"{"error":{"message":"no","code":"401"}}"#), fails: .auth, words: "no"
    ),
    AnswerCase("an error as text", stream(#"{"error":"boom"}"#), fails: .server, words: "boom"),
    AnswerCase(
        "vLLM's error", stream(#"{"object":"error","message":"boom","type":"BadRequestError","code":400}"#),
        fails: .badRequest, words: "boom"),
    AnswerCase("detail", stream(#"{"detail":"boom"}"#), fails: .server, words: "boom"),
    AnswerCase("message", stream(#"{"message":"boom"}"#), fails: .server, words: "boom"),
    AnswerCase(
        "OpenRouter's error",
        stream(
            #"{"id":"x","error":{"code":502,"message":"boom"},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}"#
        ),
        fails: .server, words: "boom"),
    AnswerCase(
        "an error in the choice",
        stream(#"{"choices":[{"error":{"code":429,"message":"slow"},"delta":{},"finish_reason":"error"}]}"#),
        fails: .rateLimit, words: "slow"),
    AnswerCase(
        "an error in x_groq", stream(#"{"choices":[],"x_groq":{"error":"over capacity"}}"#), fails: .server,
        words: "over capacity"),
    AnswerCase(
        "text and error in one chunk", stream(#"{"choices":[{"delta":{"content":"a"}}],"error":"boom"}"#), "a",
        fails: .server, words: "boom"),
    AnswerCase(
        "an event named error with text", "event: error\ndata: Rate limit\n\n", fails: .server, words: "Rate limit"),
    AnswerCase(
        "an event named error with JSON", "event: error\ndata: {\"message\":\"no\",\"type\":\"overloaded_error\"}\n\n",
        fails: .overloaded,
        words: "no"),
    AnswerCase("error null is none", stream(#"{"choices":[{"delta":{"content":"a"}}],"error":null}"#), "a"),
    AnswerCase("error empty is none", stream(#"{"choices":[{"delta":{"content":"a"}}],"error":{}}"#), "a"),
    AnswerCase(
        "an error that is no JSON", stream(delta(#""content":"a""#), "{nonsense", done: false), "a", fails: .protocol,
        words: "{nonsense"),
    AnswerCase(
        "an error document", #"{"error":{"message":"model not loaded","type":"not_found_error"}}"#, fails: .notFound,
        words: "model not loaded"),
    AnswerCase(
        "an error document in an array", #"[{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED"}}]"#,
        fails: .rateLimit, words: "slow"),
    AnswerCase(
        "an error in an array after text",
        stream(delta(#""content":"a""#), #"[{"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}}]"#), "a",
        fails: .overloaded, words: "busy"),
    AnswerCase(
        "an error as a field of its own", #"error: {"code":500,"message":"KV full","type":"server_error"}"# + "\n\n",
        fails: .server, words: "KV full"),
    AnswerCase("nothing but an end mark", "data: [DONE]  \n\n", fails: .protocol),
    AnswerCase(
        "nothing but a stop", stream(#"{"choices":[{"delta":{"role":"assistant"},"finish_reason":"stop"}]}"#),
        fails: .protocol),
    AnswerCase("another document", #"{"hello":"world"}"#, fails: .protocol),
    AnswerCase("an empty document", "{}", fails: .protocol),
    AnswerCase(
        "a page", "<!DOCTYPE html><html><head><title>Sign in</title></head><body>x</body></html>", fails: .protocol,
        words: "Sign in"),
    AnswerCase(
        "half a document", #"{"choices":[{"message":{"con"#, fails: .protocol, words: #"{"choices":[{"message":{"con"#),
    AnswerCase(
        "markup in an error stays text", stream(#"{"error":"<img src=x onerror=alert(1)>"}"#), fails: .server,
        words: "<img src=x onerror=alert(1)>"),
]
