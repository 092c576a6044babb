import { answers, freshPage, happens, look, refusal, server, storeOf } from "./harness/browser.mjs";
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { ConversationPeople } from "../../Public/js/conversation-people.js";
import { ReadMarker } from "../../Public/js/read-marker.js";

const reading = (conversationId, revision) =>
  ({ conversationId, revision, isLoaded: true, isGone: false, conversation: { unread: true, shared: true }, notes: [] });

let store, told, isFailing;

beforeEach((t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  freshPage();
  isFailing = false;
  told = [];
  store = storeOf(reading("c", 7), { isFar: false });
});

describe("what is read", () => {
  let marker;

  beforeEach(() => {
    server((_, address, values) => {
      told.push([address.split("/").at(-2), values.revision]);
      return isFailing ? refusal(500) : new Response(null, { status: 204 });
    });
    marker = new ReadMarker(store, { wasRead() {} });
    marker.changed();
  });

  async function passed(t, ms) {
    t.mock.timers.tick(ms);
    await answers();
    marker.changed();
  }

  test("is told after a second, up to where it was seen", async (t) => {
    store.state = reading("c", 8);
    marker.changed();
    await passed(t, 1000);
    await passed(t, 1000);
    assert.deepEqual(told, [["c", 8]]);
  });

  test("is told of the conversation one turns away from, not of the one one turns to", async (t) => {
    store.state = { ...reading("d", 3), isLoaded: false };
    marker.turnedAway();
    await passed(t, 2000);
    assert.deepEqual(told, [["c", 7]]);
  });

  test("is told when the page is closed", async () => {
    happens("pagehide");
    await answers();
    assert.deepEqual(told, [["c", 7]]);
  });

  test("is nothing that came while nobody looked", async (t) => {
    await passed(t, 1000);
    look(false);
    store.state = reading("c", 9);
    await passed(t, 2000);
    marker.turnedAway();
    await answers();
    assert.deepEqual(told, [["c", 7]]);
  });

  test("is told of nothing that is gone", async (t) => {
    store.state = { ...reading("c", 7), isGone: true };
    marker.changed();
    await passed(t, 2000);
    marker.turnedAway();
    await answers();
    assert.deepEqual(told, []);
  });

  test("is told of nothing that one has deleted or left oneself", async () => {
    marker.forget("c");
    marker.turnedAway();
    await answers();
    assert.deepEqual(told, []);
  });

  test("that could not be told is told again, but not at every change", async (t) => {
    isFailing = true;
    await passed(t, 1000);
    for (let change = 0; change < 40; change += 1) await passed(t, 100);
    assert.equal(told.length, 1);
    isFailing = false;
    await passed(t, 5000);
    await passed(t, 1000);
    assert.deepEqual(told, [["c", 7], ["c", 7]]);
  });
});

test("who is in a conversation is not asked for again at every change where that fails", async (t) => {
  const asked = server(() => (isFailing ? refusal(500) : { people: [], team_access: "none" }));
  const people = new ConversationPeople(store);
  isFailing = true;
  for (let change = 0; change < 40; change += 1) {
    people.changed();
    await answers();
    t.mock.timers.tick(100);
  }
  assert.equal(asked.length, 1);
  isFailing = false;
  t.mock.timers.tick(5000);
  await answers();
  assert.equal(asked.length, 2);
  assert.equal(store.facts.people.conversationId, "c");
});
