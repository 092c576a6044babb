import assert from "node:assert/strict";
import { test } from "node:test";
import { findModel, modelInitials, personInitials, speakerName } from "../../Public/js/text/names.js";
import { dayGroup, timeText, wholeTime } from "../../Public/js/text/times.js";

test("people and models have initials", () => {
  assert.equal(personInitials("Ada Kovač"), "AK");
  assert.equal(personInitials("Jonas"), "JO");
  assert.equal(personInitials("  ada  maria  king "), "AK");
  assert.equal(personInitials(""), "?");
  assert.equal(personInitials(undefined), "?");
  assert.equal(modelInitials("qwen3-32b"), "q3");
  assert.equal(modelInitials("openai/gpt-4o"), "g4");
  assert.equal(modelInitials("demo"), "de");
  assert.equal(modelInitials(null), "?");
});

test("the demo model is named wherever it speaks", () => {
  assert.equal(speakerName({ role: "assistant", model: "demo", provider: "demo" }), "demo");
  assert.equal(speakerName({ role: "assistant", model: "parley-1", provider: "demo" }), "parley-1 (demo)");
  assert.equal(speakerName({ role: "user", author: { name: "Ada" } }), "Ada");
});

test("a conversation finds its own provider's model", () => {
  const models = [{ id: "m", provider: "a" }, { id: "b/m", provider: "b" }];
  assert.equal(findModel(models, "m", "a"), models[0]);
  assert.equal(findModel(models, "m", "b"), models[1]);
  assert.equal(findModel(models, "m", "c"), undefined);
});

test("times are short where they are near", () => {
  const now = new Date(2026, 10, 20, 18, 0);
  assert.equal(timeText(new Date(2026, 10, 20, 14, 2), now), "14:02");
  assert.equal(timeText(new Date(2026, 10, 18, 14, 2), now), "Wed 14:02");
  assert.equal(timeText(new Date(2026, 2, 3, 14, 2), now), "3 Mar, 14:02");
  assert.equal(timeText(new Date(2024, 2, 3, 14, 2), now), "3 Mar 2024, 14:02");
  assert.equal(timeText("nonsense", now), "");
});

test("conversations stand under their day", () => {
  const now = new Date(2026, 10, 20, 0, 5);
  assert.equal(dayGroup(new Date(2026, 10, 20, 0, 1), now), "Today");
  assert.equal(dayGroup(new Date(2026, 10, 19, 23, 59), now), "Yesterday");
  assert.equal(dayGroup(new Date(2026, 10, 13), now), "Last week");
  assert.equal(dayGroup(new Date(2026, 10, 12), now), "Older");
});

test("the whole of a time is told as the page tells the rest", () => {
  assert.equal(wholeTime(new Date(2026, 10, 20, 14, 2, 7)), "Friday, 20 November 2026 at 14:02:07");
  assert.equal(wholeTime("nonsense"), "");
});
