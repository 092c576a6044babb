import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { canContinue, endWords, figures, finishWords, progressWords, requestWords, short } from "../../Public/js/text/words.js";

const now = Date.parse("2026-11-20T14:00:12Z");
const since = "2026-11-20T14:00:00Z";

describe("while an answer is made", () => {
  test("waiting says how long", () => {
    assert.equal(progressWords({ state: "waiting", since }, now), "waiting for the model, 12 s");
    assert.equal(progressWords({ state: "waiting", since }, now + 63_000), "waiting for the model, 1 min 15 s");
    assert.equal(progressWords({ state: "queued", since }, Date.parse(since)), "waiting for its turn");
  });

  test("a clock that is behind counts nothing below zero", () => {
    assert.equal(progressWords({ state: "waiting", since }, now - 60_000), "waiting for the model");
    assert.equal(progressWords({ state: "waiting" }, now), "waiting for the model");
  });

  test("a retry says when and which", () => {
    const retry = { state: "retrying", attempt: 2, retry_at: "2026-11-20T14:00:16Z" };
    assert.equal(progressWords(retry, now), "the model did not answer · next try in 4 s · try\u00a02");
    assert.equal(progressWords(retry, now + 10_000), "the model did not answer · trying again · try\u00a02");
  });

  test("stopping says who, if it is somebody else", () => {
    assert.equal(progressWords({ state: "stopping" }, now, "Jonas"), "Jonas is stopping this answer");
    assert.equal(progressWords({ state: "stopping" }, now, "you"), "stopping");
    assert.equal(progressWords({ state: "writing", since }, now), "");
  });
});

describe("when it has ended", () => {
  test("each end has its words", () => {
    assert.equal(endWords({ status: "stopped" }, "Jonas"), "stopped by Jonas");
    assert.equal(endWords({ status: "stopped" }), "stopped");
    assert.equal(endWords({ status: "interrupted" }), "interrupted when the server restarted");
    assert.equal(endWords({ status: "complete", finish_reason: "stop" }), "");
    assert.equal(endWords({ status: "complete", finish_reason: "length" }), "the answer reached its length limit");
    assert.equal(endWords({ status: "unsent", reason: "no line" }), "not sent: no line");
  });

  test("whatever word a provider has for the end, what is not the whole answer is told", () => {
    for (const word of ["stop", "STOP", "end_turn", "eos", "", null, undefined]) assert.equal(finishWords(word), "", String(word));
    for (const word of ["length", "max_tokens", "MAX_TOKENS"]) assert.equal(finishWords(word), "the answer reached its length limit");
    assert.match(finishWords("model_length"), /window is full/);
    for (const word of ["content_filter", "SAFETY", "sensitive"]) assert.equal(finishWords(word), "the provider’s filter ended the answer");
    assert.match(finishWords("insufficient_system_resource"), /capacity/);
    assert.match(finishWords("tool_calls"), /tool/);
    assert.equal(finishWords("abort"), "the provider ended the answer with the word “abort”");
    assert.equal(finishWords("constructor"), "the provider ended the answer with the word “constructor”");
    assert.ok(finishWords("x".repeat(5000)).length < 120);
    assert.equal(endWords({ status: "complete", finish_reason: "content_filter" }), finishWords("content_filter"));
    assert.equal(endWords({ status: "stopped", finish_reason: "length" }), "stopped");
  });

  test("only a cut answer can go on", () => {
    assert.equal(canContinue({ status: "interrupted", content: "a" }), true);
    assert.equal(canContinue({ status: "stopped", content: "" }), false);
    assert.equal(canContinue({ status: "complete", content: "a", finish_reason: "length" }), true);
    assert.equal(canContinue({ status: "complete", content: "a", finish_reason: "stop" }), false);
    for (const code of ["truncated", "stalled", "timeout", "unreachable", "server", "overloaded", "rate_limit"]) {
      assert.equal(canContinue({ status: "error", content: "a", error: { code } }), true, code);
      assert.equal(canContinue({ status: "error", content: "", error: { code } }), false, code);
    }
    for (const reason of ["model_length", "MAX_TOKENS", "insufficient_system_resource"]) {
      assert.equal(canContinue({ status: "complete", content: "a", finish_reason: reason }), true, reason);
    }
    assert.equal(canContinue({ status: "complete", content: "a", finish_reason: "content_filter" }), false);
    assert.equal(canContinue({ status: "error", content: "a", error: { code: "auth" } }), false);
  });
});

test("figures say what is known", () => {
  const timing = { first_token_ms: 412, tokens_per_second: 38.1 };
  assert.equal(figures({ timing, usage: { completion_tokens: 1412 } }), "first token 0.4 s · 38 tokens/s · 1,412 tokens");
  assert.equal(figures({ timing: { first_token_ms: 12_000 }, usage: { completion_tokens: 1 } }), "first token 12 s · 1 token");
  assert.equal(figures({ timing: null, usage: null }), "");
});

test("numbers of tokens are short", () => {
  assert.deepEqual([0, 999, 1000, 5123, 8192, 99_960, 131_072, 1_000_000].map(short), ["0", "999", "1k", "5.1k", "8.2k", "100k", "131k", "1M"]);
});

test("a refused request is told in words", () => {
  assert.match(requestWords({ status: 413, code: "too_large" }), /too long/);
  assert.match(requestWords({ status: 409, code: "generation_in_progress" }), /still being written/);
  assert.match(requestWords({ status: 507, code: "x", message: "" }), /disk is full/);
  assert.match(requestWords({ status: 0, code: "offline" }), /can not be reached/);
  assert.equal(requestWords({ status: 422, code: "x", message: "The title is empty." }), "The title is empty.");
  assert.equal(requestWords({ status: 500, code: "", message: "" }), "The server could not do this.");
});
