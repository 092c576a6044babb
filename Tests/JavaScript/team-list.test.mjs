import { answers, freshPage, look, refusal, server, storeOf } from "./harness/browser.mjs";
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { TeamList } from "../../Public/js/team-list.js";

const one = (id, day = 20) => ({ id, title: id, updated_at: `2026-11-${day}T12:00:00Z` });
const ids = (store) => store.facts.teamList.conversations.map(({ id }) => id);

let store, list, asked, first;

beforeEach(async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1e12 });
  freshPage();
  first = { conversations: [one("a", 20), one("b", 19)], next_cursor: "more" };
  asked = server((_, address) => (address.includes("cursor") ? { conversations: [one("c", 18)], next_cursor: null } : first));
  store = storeOf({ conversationId: null });
  list = new TeamList(store);
  list.opened(true);
  await answers();
});

async function passed(t, ms) {
  t.mock.timers.tick(ms);
  await answers();
}

describe("what is open to the team", () => {
  test("is read again every half minute while somebody looks at it, as no hint comes to who is not in it", async (t) => {
    assert.equal(asked.length, 1);
    await passed(t, 30_000);
    assert.equal(asked.length, 2);
    await passed(t, 30_000);
    assert.equal(asked.length, 3);
    list.opened(false);
    await passed(t, 120_000);
    assert.equal(asked.length, 3);
  });

  test("is not read out of sight or without a line, and again as soon as both are there", async (t) => {
    look(false);
    await passed(t, 90_000);
    assert.equal(asked.length, 1);
    look(true);
    await passed(t, 5000);
    assert.equal(asked.length, 2);
    store.set({ link: "lost" });
    list.changed();
    await passed(t, 90_000);
    assert.equal(asked.length, 2);
    store.set({ link: "live" });
    list.changed();
    list.changed();
    await passed(t, 5000);
    assert.equal(asked.length, 3);
  });

  test("keeps the pages one has gone on to when its first is read again", async (t) => {
    await list.readMore();
    assert.deepEqual(ids(store), ["a", "b", "c"]);
    first = { conversations: [one("n", 21), one("a", 20)], next_cursor: "more" };
    list.hinted();
    await passed(t, 5000);
    assert.deepEqual(ids(store), ["n", "a", "b", "c"]);
    assert.equal(store.facts.teamList.next, null);
  });

  test("is read at most every five seconds, however many hints come", async (t) => {
    for (let hint = 0; hint < 10; hint += 1) {
      list.hinted();
      await passed(t, 400);
    }
    assert.equal(asked.length, 1);
    await passed(t, 1000);
    assert.equal(asked.length, 2);
  });

  test("that could not be read says so, is asked for again, and then says it no more", async (t) => {
    const good = first;
    first = refusal(503);
    await passed(t, 30_000);
    assert.match(store.facts.teamList.fault, /can not/);
    assert.deepEqual(ids(store), ["a", "b"]);
    first = good;
    await list.read();
    assert.equal(store.facts.teamList.fault, "");
  });

  test("takes over what was changed here, and only what is listed", () => {
    list.put({ ...one("b", 19), title: "renamed" });
    list.put(one("z", 22));
    assert.deepEqual(store.facts.teamList.conversations.map(({ title }) => title), ["a", "renamed"]);
  });
});
