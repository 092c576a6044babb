import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { adviceOn, errorWords, isInterruption } from "../../Public/js/text/failures.js";

const codes = ["auth", "not_found", "bad_request", "rate_limit", "quota", "context_length", "content_filter", "overloaded",
  "server", "unreachable", "truncated", "stalled", "timeout", "protocol", "provider_unavailable"];
const advice = (code, content = "") => adviceOn({ error: { code }, content });

describe("a failed answer", () => {
  test("has words for every error code of the contract, and for an unknown one too", () => {
    assert.equal(new Set(codes.map((code) => errorWords({ code, message: "" }))).size, codes.length);
    for (const error of [{ code: "new" }, { code: "constructor" }, {}, null]) assert.equal(errorWords(error), "The answer failed.");
    assert.equal(errorWords({ code: "auth", message: "The key for “local” was refused." }), "The key for “local” was refused.");
  });

  test("can always be tried again, and says what else to do", () => {
    for (const code of codes) {
      assert.ok(advice(code).ways.includes("regenerate"), code);
      assert.match(advice(code).words, /\.$/, code);
    }
    assert.deepEqual(adviceOn({ error: null, content: "" }), { words: "", ways: ["regenerate"], edit: "" });
  });

  test("offers first what helps most", () => {
    for (const code of ["not_found", "quota", "provider_unavailable"]) assert.equal(advice(code).ways[0], "change-model", code);
    for (const code of ["truncated", "stalled", "timeout"]) assert.equal(advice(code).ways[0], "continue", code);
    assert.deepEqual([advice("context_length").ways[0], advice("context_length").edit], ["edit-question", "Shorten the question"]);
    assert.deepEqual([advice("content_filter").ways[0], advice("content_filter").edit], ["edit-question", "Change the question"]);
  });

  test("tells whoever runs the server what to look at, where only they can help", () => {
    for (const code of ["auth", "unreachable", "protocol"]) assert.match(advice(code).words, /whoever runs this server.*`parley check`/i, code);
  });

  test("says that text was kept only where there is some", () => {
    assert.equal(advice("truncated", "so far").words, "What arrived is kept.");
    assert.equal(advice("truncated").words, "Nothing of it had arrived.");
  });

  test("is an interruption where the answer might have gone on", () => {
    assert.equal(isInterruption({ code: "truncated" }), true);
    assert.equal(isInterruption({ code: "content_filter" }), false);
    assert.equal(isInterruption(null), false);
  });
});
