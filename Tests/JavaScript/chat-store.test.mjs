import "./harness/browser.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { ChatStore } from "../../Public/js/chat-store.js";

const question = { id: "m", role: "user", author: { id: "jonas", name: "Jonas" }, content: "hello", status: "complete" };

function opened() {
  const store = new ChatStore({ id: "ada", name: "Ada", role: "member" }, "c");
  store.apply({ name: "snapshot", id: "7", data: { conversation: { id: "c" }, messages: [question] } });
  assert.equal(store.state.messages.length, 1);
  return store;
}

test("a conversation that was open lately is there at once", () => {
  const store = opened();
  store.open(null);
  store.open("c");
  assert.equal(store.state.revision, 7);
});

test("one that was gone is read anew, from where it is and from elsewhere", () => {
  const store = opened();
  store.apply({ name: "gone", data: {} });
  store.open("c");
  assert.equal(store.state.isGone, false);
  assert.equal(store.state.revision, null);
  store.apply({ name: "gone", data: {} });
  store.open(null);
  store.open("c");
  assert.equal(store.state.isGone, false);
});

test("one that was left while it was open is not kept", () => {
  const store = opened();
  store.forget("c");
  store.open(null);
  store.open("c");
  assert.deepEqual(store.state.messages, []);
});
