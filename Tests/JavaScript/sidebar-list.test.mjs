import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyList, groups, withConversation, withFirstPage, withNextPage, withRead, withoutConversation } from "../../Public/js/sidebar-list.js";

const now = new Date("2026-11-20T12:00:00Z");
const one = (id, daysAgo, values = {}) =>
  ({ id, title: id, revision: 1, pinned: false, updated_at: new Date(now - daysAgo * 86_400_000).toISOString(), ...values });
const ids = (list) => list.conversations.map((conversation) => conversation.id);

test("pinned ones stand first, then the days", () => {
  const list = withFirstPage(emptyList, { conversations: [one("a", 0), one("b", 1), one("c", 40, { pinned: true }), one("d", 40)], next_cursor: null });
  assert.deepEqual(groups(list, now).map((group) => [group.name, group.conversations.map((each) => each.id)]),
    [["Pinned", ["c"]], ["Today", ["a"]], ["Yesterday", ["b"]], ["Older", ["d"]]]);
});

test("reading the first page again keeps the pages below it", () => {
  const paged = withNextPage(withFirstPage(emptyList, { conversations: [one("a", 0), one("b", 1)], next_cursor: "x" }), { conversations: [one("c", 2)], next_cursor: "y" });
  const list = withFirstPage(paged, { conversations: [one("n", 0), one("a", 0)], next_cursor: "z" });
  assert.deepEqual(ids(list), ["n", "a", "b", "c"]);
  assert.equal(list.next, "y");
});

test("a first page that is the whole list leaves nothing old", () => {
  const list = withFirstPage(withFirstPage(emptyList, { conversations: [one("a", 0), one("b", 1)] }), { conversations: [one("a", 0)], next_cursor: null });
  assert.deepEqual(ids(list), ["a"]);
});

test("what moved on while it was not open is new until it is opened", () => {
  const first = withFirstPage(emptyList, { conversations: [one("a", 0), one("b", 0)] }, "a");
  assert.equal(first.unread.size, 0);
  const list = withFirstPage(first, { conversations: [one("a", 0, { revision: 5 }), one("b", 0, { revision: 2 })] }, "a");
  assert.deepEqual([...list.unread], ["b"]);
  assert.equal(withRead(list, "b").unread.size, 0);
});

test("a changed conversation takes its place, a deleted one leaves", () => {
  const list = withFirstPage(emptyList, { conversations: [one("a", 0), one("b", 1)] });
  assert.deepEqual(ids(withConversation(list, one("b", -1))), ["b", "a"]);
  assert.deepEqual(ids(withConversation(list, one("a", 0, { deleted_at: "x" }))), ["b"]);
  assert.deepEqual(ids(withoutConversation(list, "a")), ["b"]);
});
