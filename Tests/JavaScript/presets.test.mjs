import { answers, freshPage, refusal, server, storeOf } from "./harness/browser.mjs";
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Presets } from "../../Public/js/presets.js";

const preset = (name) => ({ id: name, name, scope: "own" });

let store, presets, asked, answer;

beforeEach((t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1e12 });
  freshPage();
  answer = () => ({ presets: [preset("plain")] });
  asked = server((...values) => answer(...values));
  store = storeOf({ conversationId: null });
  presets = new Presets(store);
});

async function passed(t, ms) {
  t.mock.timers.tick(ms);
  presets.changed();
  await answers();
}

describe("presets", () => {
  test("are read where a conversation is new, and again after a while", async (t) => {
    store.state = { conversationId: "c" };
    await passed(t, 0);
    assert.equal(asked.length, 0);
    store.state = { conversationId: null };
    for (let change = 0; change < 10; change += 1) await passed(t, 100);
    assert.equal(asked.length, 1);
    assert.equal(store.facts.presets.length, 1);
    await passed(t, 60_000);
    assert.equal(asked.length, 2);
  });

  test("that could not be read are read again, but not at every change", async (t) => {
    answer = () => refusal(503);
    for (let change = 0; change < 40; change += 1) await passed(t, 100);
    assert.equal(asked.length, 1);
    answer = () => ({ presets: [preset("plain")] });
    t.mock.timers.tick(5000);
    await answers();
    assert.equal(store.facts.presets.length, 1);
  });

  test("that are gone already are gone", async (t) => {
    await passed(t, 0);
    answer = () => refusal(404);
    assert.equal(await presets.remove("plain"), "");
    assert.deepEqual(store.facts.presets, []);
  });

  test("that can not be removed say why, and stay", async (t) => {
    await passed(t, 0);
    answer = () => refusal(403);
    assert.match(await presets.remove("plain"), /may not/);
    assert.equal(store.facts.presets.length, 1);
  });
});
