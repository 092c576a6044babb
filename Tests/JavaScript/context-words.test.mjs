import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  contextWords, cutByProviderWords, gaugeHint, gaugeWords, leftOutWords, sentFacts, sentHeading, summarySource, summaryTitle,
} from "../../Public/js/text/context-words.js";

test("the context line counts, and tells of a summary", () => {
  assert.equal(contextWords(0), "");
  assert.equal(contextWords(0, true), "");
  assert.equal(contextWords(1), "the model reads from here on · 1 earlier message is kept, not sent");
  assert.equal(contextWords(1400), "the model reads from here on · 1,400 earlier messages are kept, not sent");
  assert.equal(contextWords(1, true), "the model reads from here on · a summary stands for 1 earlier message");
  assert.equal(contextWords(10_000, true), "the model reads from here on · a summary stands for 10,000 earlier messages");
});

describe("the gauge", () => {
  const context = { estimated_tokens: 5100, window: 8192 };

  test("says how it was counted, where that is known", () => {
    assert.deepEqual(gaugeWords({ ...context, counting: "estimated" }), { amount: "5.1k of 8.2k", counting: "estimated" });
    assert.deepEqual(gaugeWords({ ...context, counting: "exact" }), { amount: "5.1k of 8.2k", counting: "exact" });
    for (const counting of [undefined, null, "<b>"]) assert.equal(gaugeWords({ ...context, counting }).counting, "");
  });

  test("is about right or right", () => {
    assert.match(gaugeHint({ ...context, counting: "estimated" }), /^About 5,100 of the 8,192 tokens .* Estimated/);
    assert.match(gaugeHint({ ...context, counting: "exact" }), /^5,100 of .* Counted by the model’s own tokenizer\./);
  });
});

test("a server that cut the beginning off is told of with numbers, where it told them", () => {
  assert.equal(cutByProviderWords(2048, 6100), "The model’s server read only 2,048 of about 6,100 tokens: it cut the beginning off by itself.");
  for (const read of [null, undefined]) assert.equal(cutByProviderWords(read, 6100), "The model’s server cut the beginning off by itself.");
  assert.equal(cutByProviderWords(0, 10_000), "The model’s server read only 0 of about 10,000 tokens: it cut the beginning off by itself.");
});

describe("what the model saw", () => {
  const seen = {
    window: 8192, reserved_output: 2048, budget: 5734, counting: "estimated", estimated_tokens: 812, prompt_tokens: 830, params: { temperature: 0.7, stop: ["a", "b"] },
  };

  test("is told in numbers", () => {
    assert.deepEqual(Object.fromEntries(sentFacts(seen)), {
      "Sent": "812 tokens, estimated", "As the provider counted": "830 tokens", "Window of the model": "8,192 tokens",
      "Kept free for the answer": "2,048 tokens", "Room for what is sent": "5,734 tokens", "Parameters": "temperature 0.7 · stop [\"a\",\"b\"]",
    });
  });

  test("says what is not known, and leaves out what is not there", () => {
    const facts = Object.fromEntries(sentFacts({ estimated_tokens: 1, counting: "exact", prompt_tokens: null, params: {} }));
    assert.deepEqual(facts, { "Sent": "1 token, exact", "As the provider counted": "it did not say", "Parameters": "none; the provider’s own apply" });
  });

  test("counts what was left out", () => {
    assert.equal(leftOutWords({ trimmed: 0, omitted: 0, summary: null }), "");
    assert.equal(leftOutWords({ trimmed: 1 }), "1 earlier message was not sent.");
    assert.equal(leftOutWords({ trimmed: 12, summary: "so" }), "12 earlier messages were not sent; the summary stood for them.");
    assert.equal(leftOutWords({ trimmed: 2, omitted: 9500 }), "2 earlier messages were not sent. 9,500 earlier messages were sent and are not listed here.");
    assert.deepEqual([0, 1, 10_000].map(sentHeading), ["No messages were sent", "1 message was sent", "10,000 messages were sent"]);
  });
});

test("a summary says for what it stands and who wrote it", () => {
  assert.deepEqual([0, 1, 14].map(summaryTitle), ["Summary of the messages before", "Summary of the message before", "Summary of the 14 messages before"]);
  assert.equal(summarySource("model", "14:05", true), "written by the model, 14:05");
  assert.equal(summarySource("person", "", true), "written by a person");
  assert.equal(summarySource("model", "14:05", false), "written by the model, 14:05, for when they no longer fit");
});
