import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../Public/js/lib/drafts.js";

class Storage {
  values = new Map();
  getItem = (key) => this.values.get(key) ?? null;
  setItem = (key, value) => this.values.set(key, value);
  removeItem = (key) => this.values.delete(key);
}

test("a draft is there for its conversation and its person alone", () => {
  const storage = new Storage();
  new Drafts(storage, "ada").keepText("c1", "half a sentence");
  new Drafts(storage, "ada").keepText(null, "a new one");
  assert.equal(new Drafts(storage, "ada").text("c1"), "half a sentence");
  assert.equal(new Drafts(storage, "ada").text(null), "a new one");
  assert.equal(new Drafts(storage, "ada").text("c2"), "");
  assert.equal(new Drafts(storage, "jonas").text("c1"), "");
});

test("an empty draft leaves nothing behind", () => {
  const storage = new Storage();
  const drafts = new Drafts(storage, "ada");
  drafts.keepText("c1", "x");
  drafts.keepText("c1", "");
  assert.equal(storage.values.size, 0);
});

test("what was not sent stays beside the draft until it is forgotten", () => {
  const drafts = new Drafts(new Storage(), "ada");
  drafts.keepText("c1", "next");
  drafts.keepUnsent("c1", { clientId: "k", content: "first" });
  drafts.keepUnsent("c1", { clientId: "k", content: "first" });
  assert.equal(drafts.unsent("c1").length, 1);
  drafts.forgetUnsent("k");
  assert.deepEqual(drafts.unsent("c1"), []);
  assert.equal(drafts.text("c1"), "next");
});

test("of too many drafts the oldest are forgotten", () => {
  const drafts = new Drafts(new Storage(), "ada");
  for (let index = 0; index < 60; index += 1) drafts.keepText(`c${index}`, "text");
  assert.equal(drafts.text("c9"), "");
  assert.equal(drafts.text("c10"), "text");
  assert.equal(drafts.text("c59"), "text");
});

test("together they stay under one MiB", () => {
  const storage = new Storage();
  const drafts = new Drafts(storage, "ada");
  for (let index = 0; index < 5; index += 1) drafts.keepText(`c${index}`, "x".repeat(400_000));
  assert.ok(storage.getItem("parley.drafts.ada").length < 1024 * 1024);
  assert.equal(drafts.text("c4").length, 400_000);
  assert.equal(drafts.text("c0"), "");
});

test("broken or forbidden storage costs the draft, not the page", () => {
  const storage = new Storage();
  storage.setItem("parley.drafts.ada", '{"__proto__":{"x":1}}');
  assert.equal(new Drafts(storage, "ada").text("c1"), "");
  storage.setItem = () => { throw new Error("full"); };
  assert.doesNotThrow(() => new Drafts(storage, "ada").keepText("c1", "x"));
});

test("a question that is edited is kept beside the draft, and leaves nothing behind", () => {
  const storage = new Storage();
  const drafts = new Drafts(storage, "ada");
  const edit = { parentId: null, original: "a long question", content: "a question" };
  drafts.keepText("c1", "a draft");
  drafts.keepEdit("c1", edit);
  drafts.keepText("c1", "a better draft");
  assert.deepEqual(new Drafts(storage, "ada").edit("c1"), edit);
  assert.equal(drafts.text("c1"), "a better draft");
  assert.equal(drafts.edit("c2"), null);
  drafts.keepText("c1", "");
  drafts.keepEdit("c1", null);
  assert.equal(drafts.edit("c1"), null);
  assert.equal(storage.values.size, 0);
});

test("a stored edit of another shape is none", () => {
  const storage = new Storage();
  storage.setItem("parley.drafts.ada", JSON.stringify([["c1", { text: "x", unsent: [], edit: { content: 3 } }]]));
  assert.equal(new Drafts(storage, "ada").edit("c1"), null);
  assert.equal(new Drafts(storage, "ada").text("c1"), "x");
});
