import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apply, askerOf, emptyState, isOffBranch, runningMessage, stopperOf } from "../../Public/js/chat-state.js";
import { rows } from "../../Public/js/state/rows.js";
import { noteGroups } from "../../Public/js/timeline-notes.js";

const conversation = { id: "c", title: "Import", model: "m", provider: "p" };
const person = { id: "ada", name: "Ada" };
const asked = (id, parent = null, content = "why?") =>
  ({ id, conversation_id: "c", parent_id: parent, role: "user", author: person, content, status: "complete", blocks: [["p", content]] });
const answer = (id, parent, values = {}) =>
  ({ id, conversation_id: "c", parent_id: parent, role: "assistant", author: null, content: "", reasoning: "", status: "streaming", blocks: [], ...values });
const event = (name, data, id = null) => ({ name, id, data });
const after = (state, ...events) => events.reduce(apply, state);
const ids = (state) => state.messages.map((message) => message.id);

function running() {
  return after(emptyState("c", "ada"),
    event("snapshot", { conversation, messages: [asked("u1"), answer("a1", "u1")], people: [], progress: null }, "7"));
}

describe("a snapshot", () => {
  test("brings the conversation, its newest page and the revision", () => {
    const state = running();
    assert.deepEqual(ids(state), ["u1", "a1"]);
    assert.equal(state.revision, 7);
    assert.equal(state.conversation.title, "Import");
    assert.equal(state.isLoaded, true);
    assert.equal(runningMessage(state).id, "a1");
  });

  test("without `previous`, says by its first message whether there is a page above", () => {
    assert.equal(running().previous, null);
    const state = apply(emptyState("c"), event("snapshot", { conversation, messages: [asked("u9", "a8")] }, "3"));
    assert.equal(state.previous, "u9");
  });

  test("of a restored backup lowers the revision", () => {
    const state = apply(running(), event("snapshot", { conversation, messages: [asked("u1")] }, "2"));
    assert.equal(state.revision, 2);
    assert.deepEqual(ids(state), ["u1"]);
  });

  test("keeps the older page that the reader has loaded", () => {
    const older = apply(apply(emptyState("c"), event("snapshot", { conversation, messages: [asked("u2", "a1")] }, "4")),
      event("older", { messages: [asked("u1"), answer("a1", "u1", { status: "complete" })], previous: null }));
    const state = apply(older, event("snapshot", { conversation, messages: [asked("u2", "a1"), answer("a2", "u2")] }, "6"));
    assert.deepEqual(ids(state), ["u1", "a1", "u2", "a2"]);
    assert.equal(state.previous, null);
  });
});

describe("a message", () => {
  test("that is new stands below its parent", () => {
    const state = after(running(), event("message", answer("a1", "u1", { status: "complete", content: "so" }), "8"),
      event("message", asked("u2", "a1"), "9"));
    assert.deepEqual(ids(state), ["u1", "a1", "u2"]);
    assert.equal(state.revision, 9);
  });

  test("that is another answer takes the place of what stood below its parent", () => {
    const state = apply(running(), event("message", answer("a2", "u1"), "8"));
    assert.deepEqual(ids(state), ["u1", "a2"]);
  });

  test("that is known is replaced where it stands, and its equal blocks stay the same objects", () => {
    const before = apply(running(), event("blocks", { message_id: "a1", from: 0, blocks: [["p", "one"], ["p", "tw"]], length: 5 }));
    const final = answer("a1", "u1", { status: "complete", content: "one\n\ntwo", blocks: [["p", "one"], ["p", "two"]] });
    const state = apply(before, event("message", final, "8"));
    assert.equal(state.messages[1].blocks[0], before.messages[1].blocks[0]);
    assert.deepEqual(state.messages[1].blocks[1], ["p", "two"]);
    assert.equal(runningMessage(state), null);
  });

  test("whose parent is not held asks for the page again", () => {
    assert.equal(apply(running(), event("message", asked("u5", "a4"), "8")).isStale, true);
  });

  test("of another conversation changes nothing", () => {
    const state = running();
    assert.deepEqual(ids(apply(state, event("message", { ...asked("x"), conversation_id: "other" }))), ["u1", "a1"]);
  });
});

describe("growing text", () => {
  test("reasoning adds up", () => {
    const state = after(running(), event("delta", { message_id: "a1", offset: 0, reasoning: "Let me" }),
      event("delta", { message_id: "a1", offset: 6, reasoning: " see 🙂" }), event("delta", { message_id: "a1", offset: 13, reasoning: "!" }));
    assert.equal(state.messages[1].reasoning, "Let me see 🙂!");
    assert.equal(state.gap, null);
  });

  test("content and reasoning have offsets of their own", () => {
    const state = after(running(), event("delta", { message_id: "a1", offset: 0, reasoning: "hm" }),
      event("delta", { message_id: "a1", offset: 0, content: "yes" }));
    assert.equal(state.messages[1].content, "yes");
  });

  test("a gap is told and nothing is added", () => {
    const state = apply(running(), event("delta", { message_id: "a1", offset: 3, reasoning: "x" }));
    assert.equal(state.gap, "a1");
    assert.equal(state.messages[1].reasoning, "");
  });

  test("reading the message again ends the gap", () => {
    const state = after(running(), event("blocks", { message_id: "a1", from: 4, blocks: [["p", "x"]], length: 1 }),
      event("message", answer("a1", "u1", { blocks: [["p", "whole"]] }), "7"));
    assert.equal(state.gap, null);
  });

  test("blocks replace from their index on and leave the others as they are", () => {
    const first = apply(running(), event("blocks", { message_id: "a1", from: 0, blocks: [["p", "one"], ["p", "two"], ["hr"]], length: 9 }));
    const state = apply(first, event("blocks", { message_id: "a1", from: 1, blocks: [["p", "two and more"]], length: 15 }));
    assert.deepEqual(state.messages[1].blocks, [["p", "one"], ["p", "two and more"]]);
    assert.equal(state.messages[1].blocks[0], first.messages[1].blocks[0]);
    assert.equal(state.messages[1].length, 15);
  });

  test("for a message that is not known changes nothing", () => {
    const state = running();
    assert.equal(apply(state, event("delta", { message_id: "zz", offset: 0, content: "x" })), state);
    assert.equal(apply(state, event("blocks", { message_id: "zz", from: 0, blocks: [] })), state);
    assert.equal(apply(state, event("progress", { message_id: "zz", state: "waiting" })), state);
  });

  test("takes no revision", () => {
    assert.equal(apply(running(), event("delta", { message_id: "a1", offset: 0, content: "x" })).revision, 7);
  });
});

describe("progress", () => {
  test("stays while the message is written and goes with its last event", () => {
    const waiting = apply(running(), event("progress", { message_id: "a1", state: "waiting", since: "2026-01-01T00:00:00Z" }));
    assert.equal(waiting.progress.state, "waiting");
    assert.equal(apply(waiting, event("message", answer("a1", "u1", { status: "stopped" }), "8")).progress, null);
  });

  test("remembers who stopped", () => {
    const by = (who) => event("progress", { message_id: "a1", state: "stopping", by: who });
    assert.equal(apply(running(), by({ id: "j", name: "Jonas" })).stoppers.get("a1"), "Jonas");
    assert.equal(apply(running(), by(person)).stoppers.get("a1"), "you");
  });
});

describe("the conversation", () => {
  test("takes its new title and revision", () => {
    const state = apply(running(), event("conversation", { ...conversation, title: "Other" }, "8"));
    assert.equal(state.conversation.title, "Other");
    assert.equal(state.revision, 8);
  });

  test("that an answer brings late does not undo what the stream brought since", () => {
    const state = apply(running(), event("conversation", { ...conversation, revision: 9, title: "New" }, "9"));
    assert.equal(apply(state, event("conversation", { ...conversation, revision: 8, title: "Old" })).conversation.title, "New");
    assert.equal(apply(state, event("conversation", { ...conversation, revision: 9, title: "Same" })).conversation.title, "Same");
    assert.equal(apply(state, event("conversation", { ...conversation, revision: 8, deleted_at: "x" })).isGone, true);
  });

  test("that was deleted is gone", () => {
    assert.equal(apply(running(), event("conversation", { ...conversation, deleted_at: "2026-01-01T00:00:00Z" }, "8")).isGone, true);
  });
});

describe("sending", () => {
  const pending = { clientId: "k", conversationId: "c", content: "next?", name: "Ada", at: "2026-01-01T00:00:00Z" };
  const stored = { clientId: "k", user_message: asked("u2", "a1", "next?"), assistant_message: answer("a2", "u2") };

  test("a message on its way is shown last, and keeps its key when it is stored", () => {
    const state = apply(running(), event("pending", pending));
    assert.deepEqual(rows(state).map((row) => row.key), ["u1", "a1", "k"]);
    assert.deepEqual(rows(apply(state, event("sent", stored))).map((row) => row.key), ["u1", "a1", "k", "a2"]);
  });

  test("its own message over the stream takes its place before the send is answered", () => {
    const state = after(running(), event("pending", pending), event("message", asked("u2", "a1", "next?"), "9"));
    assert.equal(state.pending.length, 0);
    assert.deepEqual(rows(state).map((row) => row.key), ["u1", "a1", "k"]);
    const answered = after(state, event("message", answer("a2", "u2", { status: "complete", content: "done" }), "11"), event("sent", stored));
    assert.equal(answered.messages.at(-1).content, "done", "a late answer to the send does not undo what the stream brought");
  });

  test("the same words of an earlier message are not it", () => {
    const state = after(running(), event("pending", { ...pending, content: "why?" }), event("message", { ...asked("u1"), edited: true }, "8"));
    assert.equal(state.pending.length, 1);
  });

  test("what could not be sent stays, with its reason, until it is dropped", () => {
    const state = after(running(), event("pending", pending), event("unsent", { clientId: "k", reason: "no line" }));
    assert.equal(rows(state).at(-1).message.status, "unsent");
    assert.equal(rows(state).at(-1).message.reason, "no line");
    assert.equal(apply(state, event("dropped", { clientId: "k" })).pending.length, 0);
  });

  test("takes no revision: what the stream has not brought would be missed", () => {
    assert.equal(apply(running(), event("sent", { ...stored, revision: 99 })).revision, 7);
  });
});

describe("long conversations", () => {
  const many = Array.from({ length: 10 }, (_, index) => asked(`u${index}`, index ? `u${index - 1}` : null));

  test("the oldest are let go and can be read again", () => {
    const full = apply(emptyState("c"), event("snapshot", { conversation, messages: many }, "1"));
    const state = apply(full, event("trimmed", { keep: 4 }));
    assert.deepEqual(ids(state), ["u6", "u7", "u8", "u9"]);
    assert.equal(state.previous, "u6");
    const again = apply(state, event("older", { messages: many.slice(3, 7), previous: "u3" }));
    assert.deepEqual(ids(again), ["u3", "u4", "u5", "u6", "u7", "u8", "u9"]);
    assert.equal(again.previous, "u3");
  });
});

describe("hostile events", () => {
  test("names and keys of the prototype change nothing", () => {
    const state = running();
    const bad = JSON.parse('{"__proto__":{"isGone":true,"polluted":1},"constructor":{"x":1},"id":"c"}');
    for (const name of ["__proto__", "constructor", "toString", "unknown"]) assert.equal(apply(state, event(name, bad)), state);
    const next = apply(state, event("conversation", bad, "8"));
    assert.equal(next.isGone, false);
    assert.equal({}.polluted, undefined);
  });

  test("data of a wrong shape is left out", () => {
    const state = running();
    for (const data of [null, 3, "x", []]) assert.equal(apply(state, event("message", data)), state);
    assert.equal(apply(state, event("message", { id: 3 })), state);
    assert.deepEqual(ids(apply(state, event("snapshot", { messages: [null, 1, { id: 2 }] }))), []);
    assert.equal(apply(state, event("blocks", { message_id: "a1", from: -1, blocks: [] })).gap, "a1");
    assert.equal(apply(state, event("delta", { message_id: "a1", offset: 0, content: 5 })), state);
  });
});

describe("the active branch", () => {
  const stored = (leaf, revision) => ({ ...conversation, leaf_id: leaf, revision });
  const held = (leaf, revision) => after(emptyState("c", "ada"),
    event("snapshot", { conversation: stored(leaf, revision), messages: [asked("u1"), answer("a1", "u1")], people: [] }, String(revision)));

  test("is held where it ends as the conversation says", () => {
    assert.equal(isOffBranch(held("a1", 7)), false);
    assert.equal(isOffBranch(running()), false, "a server that does not say it");
  });

  test("is another one where the conversation ends elsewhere", () => {
    assert.equal(isOffBranch(apply(held("a1", 7), event("conversation", stored("a9", 8), "8"))), true);
  });

  test("is not doubted because a message came since", () => {
    assert.equal(isOffBranch(apply(held("a1", 7), event("message", answer("a2", "u1"), "8"))), false);
  });
});

describe("notes", () => {
  const note = (id, revision, after, values = {}) =>
    ({ id, conversation_id: "c", kind: "joined", actor: person, person: null, detail: null, after_id: after, revision, created_at: "2026-11-20T10:00:00Z", ...values });
  const placed = (state) => noteGroups(state).map((group) => [group.after, group.notes.map((one) => one.id)]);

  test("stand after their message, each once, in the order in which they happened", () => {
    const state = after(running(), event("note", note("n2", 9, "a1", { kind: "left" }), "9"), event("note", note("n1", 8, "u1")), event("note", note("n2", 9, "a1", { kind: "left" }), "9"));
    assert.deepEqual(placed(state), [["u1", ["n1"]], ["a1", ["n2"]]]);
    assert.equal(state.revision, 9);
  });

  test("come with a snapshot and with the page above", () => {
    const first = apply(emptyState("c"), event("snapshot", { conversation, messages: [asked("u2", "a1")], notes: [note("n2", 5, "u2")], queue: [] }, "6"));
    const state = apply(first, event("older", { messages: [asked("u1"), answer("a1", "u1")], notes: [note("n1", 1, null), note("n2", 5, "u2")], previous: null }));
    assert.deepEqual(placed(state), [[null, ["n1"]], ["u2", ["n2"]]]);
  });

  test("of a page that is not held wait for it", () => {
    const state = apply(emptyState("c"), event("snapshot", { conversation, messages: [asked("u2", "a1")], notes: [note("n0", 1, null), note("n1", 2, "u1")] }, "6"));
    assert.deepEqual(placed(state), []);
  });

  test("whose message is on another branch stand where their time is", () => {
    const at = (message, minute) => ({ ...message, created_at: `2026-11-20T09:${minute}:00Z` });
    const state = apply(emptyState("c"), event("snapshot", { conversation, messages: [at(asked("u1"), "58"), at(answer("a9", "u1"), "59")], notes: [note("n1", 3, "a1")], previous: null }, "6"));
    assert.deepEqual(placed(state), [["a9", ["n1"]]]);
  });

  test("of one kind that stand together are one group", () => {
    const added = (id, revision, actor = person) => note(id, revision, "a1", { kind: "added", actor, detail: "read" });
    const state = after(running(), event("note", added("n1", 8)), event("note", added("n2", 9)), event("note", added("n3", 10, { id: "x" })));
    assert.deepEqual(placed(state), [["a1", ["n1", "n2"]], ["a1", ["n3"]]]);
  });

  test("go with the messages that are let go", () => {
    const state = after(running(), event("note", note("n1", 8, "u1")), event("note", note("n2", 9, "a1")), event("trimmed", { keep: 1 }));
    assert.deepEqual(state.notes.map((one) => one.id), ["n2"]);
  });

  test("of another conversation, or that are none, change nothing", () => {
    const state = running();
    assert.deepEqual(apply(state, event("note", note("n", 8, null, { conversation_id: "other" }))).notes, []);
    assert.deepEqual(apply(state, event("note", { id: "n", conversation_id: "c" })).notes, []);
  });
});

describe("several people", () => {
  const jonas = { id: "jonas", name: "Jonas" };

  test("one with two tabs is here once", () => {
    const state = apply(running(), event("people", { people: [person, { ...jonas, typing: true }, { ...jonas, typing: true }, null, 7] }));
    assert.deepEqual(state.people.map((one) => one.id), ["ada", "jonas"]);
  });

  test("who asked and who stopped are told by name, and I by you", () => {
    const state = running();
    assert.equal(askerOf(state, state.messages[1]).id, "ada");
    assert.equal(askerOf(state, { ...state.messages[1], requested_by: jonas }).id, "jonas");
    assert.equal(stopperOf(state, { id: "a1", stopped_by: jonas }), "Jonas");
    assert.equal(stopperOf(state, { id: "a1", stopped_by: person }), "you");
    assert.equal(stopperOf(state, { id: "a1", stopped_by: null }), null);
  });

  test("what is queued waits, and is a pending message no more", () => {
    const item = { id: "q1", content: "next", author: person };
    const pending = apply(running(), event("pending", { clientId: "k", content: "next" }));
    const queued = apply(pending, event("queued", { ...item, clientId: "k" }));
    assert.deepEqual([queued.pending.length, queued.queue.length], [0, 1]);
    assert.equal(apply(queued, event("queue", { queue: [item] })).queue.length, 1);
    assert.equal(apply(queued, event("queued", { ...item, clientId: "k" })).queue.length, 1);
    assert.deepEqual(apply(queued, event("unqueued", item)).queue, []);
    assert.deepEqual(apply(queued, event("queue", { queue: [] })).queue, []);
  });

  test("an answer to a send that comes late does not make wait what waits no longer", () => {
    const item = { id: "q1", content: "next", author: person };
    const late = event("queued", { ...item, clientId: "k" });
    const pending = apply(running(), event("pending", { clientId: "k", content: "next" }));
    const waiting = apply(pending, event("queue", { queue: [item] }));
    for (const left of [event("queue", { queue: [] }), event("unqueued", item), event("snapshot", { messages: [], queue: [] })]) {
      const state = apply(apply(waiting, left), late);
      assert.deepEqual([state.pending.length, state.queue.length], [0, 0], left.name);
    }
    const told = apply(apply(pending, event("message", asked("q1", "a1", "next"))), late);
    assert.deepEqual([told.pending.length, told.queue.length], [0, 0], "its turn came before the stream told that it waits");
    assert.equal(apply(apply(waiting, event("queue", { queue: [] })), event("queue", { queue: [item] })).queue.length, 1);
  });

  test("a message that no model answers is settled when it is stored", () => {
    const pending = apply(running(), event("pending", { clientId: "k", content: "just us" }));
    const state = apply(pending, event("sent", { clientId: "k", user_message: asked("u2", "a1", "just us"), assistant_message: null, revision: 9 }));
    assert.deepEqual(ids(state), ["u1", "a1", "u2"]);
    assert.equal(rows(state).at(-1).key, "k");
  });

  test("who loses access keeps what was shown, and nobody is here any more", () => {
    const state = after(running(), event("people", { people: [person, jonas] }), event("conversation", { ...conversation, deleted_at: "2026-11-20T10:00:00Z" }, "9"));
    assert.equal(state.isGone, true);
    assert.deepEqual([state.people, state.queue, state.messages.length], [[], [], 2]);
  });
});
