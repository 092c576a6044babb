import { server, storeOf } from "./harness/browser.mjs";
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Typing } from "../../Public/js/typing.js";

const jonas = (typing) => [{ id: "jonas", name: "Jonas", typing }, { id: "ada", name: "Ada", typing: true }];
const names = (store) => store.facts.typers.map((one) => one.name);

let store, typing;

beforeEach(() => {
  server(() => null);
  store = storeOf({ conversationId: "c", myId: "ada", people: [], conversation: { shared: true, access: "write" } });
  typing = new Typing(store);
});

function hears(people) {
  store.state = { ...store.state, people };
  typing.changed();
}

test("who goes on writing is shown until the server says that it is over", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  hears(jonas(true));
  assert.deepEqual(names(store), ["Jonas"]);
  t.mock.timers.tick(60_000);
  typing.changed();
  assert.deepEqual(names(store), ["Jonas"]);
  hears(jonas(false));
  assert.deepEqual(names(store), []);
});

test("without the line nobody is known to write, until it is there again and says so", () => {
  hears(jonas(true));
  store.set({ link: "lost" });
  typing.changed();
  assert.deepEqual(names(store), []);
  store.set({ link: "live" });
  typing.changed();
  assert.deepEqual(names(store), []);
  hears(jonas(true));
  assert.deepEqual(names(store), ["Jonas"]);
});

test("what has not changed is not told again", () => {
  const set = mock.method(store, "set");
  hears(jonas(true));
  typing.changed();
  typing.changed();
  assert.equal(set.mock.callCount(), 1);
});

test("the server is told at most every three seconds, and once that it is over", (t) => {
  t.mock.timers.enable({ apis: ["Date"] });
  t.mock.timers.tick(10_000);
  const asked = server(() => null);
  for (const text of ["h", "hm", "hm?"]) typing.written(text);
  assert.equal(asked.length, 1);
  t.mock.timers.tick(3001);
  typing.written("hm? no");
  typing.ended();
  typing.ended();
  assert.equal(asked.length, 3);
});
