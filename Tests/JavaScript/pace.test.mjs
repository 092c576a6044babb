import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../../Public/js/lib/pace.js";

/** How many tries there are in `span` ms if each fails at once. */
function triesWithin(span, random) {
  const pace = new Pace(random);
  let now = 1_000_000;
  const start = now;
  let tries = 0;
  while (now < start + span) {
    pace.tried(now);
    tries += 1;
    now += pace.delay(now);
  }
  return tries;
}

test("a page that fails asks at most 12 times a minute", () => {
  for (const random of [() => 0, () => 0.5, () => 0.999, Math.random]) assert.ok(triesWithin(60_000, random) <= 12);
});

test("no wait is longer than 10 s while it only fails", () => {
  const pace = new Pace(() => 0.999);
  let now = 0;
  for (let index = 0; index < 30; index += 1) {
    pace.tried(now);
    const wait = pace.delay(now);
    assert.ok(wait <= 10_000, `${wait}`);
    now += wait;
  }
});

test("after a steady time the first wait is short again", () => {
  const pace = new Pace(() => 0.5);
  for (let index = 0; index < 5; index += 1) pace.delay(0);
  pace.succeeded();
  assert.equal(pace.delay(100_000), 1000);
});

test("even if every network event asks at once, the minute's limit holds", () => {
  const pace = new Pace(() => 0.5);
  for (let index = 0; index < 11; index += 1) pace.tried(index * 10);
  assert.ok(pace.soonest(200) > 50_000);
  assert.equal(new Pace().soonest(0), 0);
});
