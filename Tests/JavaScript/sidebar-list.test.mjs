import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyList, groups, unreadCount, withConversation, withFirstPage, withHint, withNextPage, withRead, withoutConversation } from "../../Public/js/sidebar-list.js";

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

test("what is new is as the server says, in the list or in a hint, until it is read", () => {
  const list = withFirstPage(emptyList, { conversations: [one("a", 0, { unread: true }), one("b", 0, { unread: false }), one("c", 0)] });
  assert.equal(unreadCount(list, null), 1);
  assert.equal(unreadCount(list, "a"), 0);
  const hinted = withHint(list, { id: "b", unread: true, mentioned: true });
  assert.equal(unreadCount(hinted, "a"), 1);
  assert.equal(hinted.conversations[1].mentioned, true);
  assert.equal(unreadCount(withRead(hinted, "b"), "a"), 0);
  assert.equal(withHint(list, { id: "z", unread: true }), list);
  assert.equal(withHint(list, {}), list);
});

test("a changed conversation takes its place, a deleted one leaves", () => {
  const list = withFirstPage(emptyList, { conversations: [one("a", 0), one("b", 1)] });
  assert.deepEqual(ids(withConversation(list, one("b", -1))), ["b", "a"]);
  assert.deepEqual(ids(withConversation(list, one("a", 0, { deleted_at: "x" }))), ["b"]);
  assert.deepEqual(ids(withoutConversation(list, "a")), ["b"]);
});
