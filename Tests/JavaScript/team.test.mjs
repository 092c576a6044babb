import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { accessWords, asksModel, isOwner, isShared, mayWrite } from "../../Public/js/access.js";
import { Choices } from "../../Public/js/lib/choices.js";
import { endedAnswer, endedWords, mentionsBetween, RunningAnswers } from "../../Public/js/news.js";
import { noteWords } from "../../Public/js/text/note-words.js";
import { busyWords, readingWords, talkWords, typingWords, writeWords } from "../../Public/js/text/people-words.js";
import { listed, plain, said } from "../../Public/js/text/said.js";
import { linkWords, sharingFault, teamWords } from "../../Public/js/text/sharing-words.js";

const ada = { id: "ada", name: "Ada" };
const jonas = { id: "jonas", name: "Jonas" };
const member = { id: "ada", role: "member" };

describe("what a person may do", () => {
  test("follows what the server says of the conversation", () => {
    assert.equal(mayWrite({ conversation: { access: "write" } }, member), true);
    assert.equal(mayWrite({ conversation: { access: "read" } }, member), false);
    assert.equal(mayWrite({ conversation: null }, member), true);
    assert.equal(isOwner({ conversation: { access: "write" } }), false);
    assert.equal(isOwner({ conversation: null }), true);
    assert.equal(accessWords("write"), "may write");
    assert.equal(accessWords("constructor"), "");
  });

  test("a reviewer never writes, not even something new", () => {
    for (const conversation of [null, { access: "write" }]) assert.equal(mayWrite({ conversation }, { role: "reviewer" }), false);
  });

  test("without the model one talks only where others are", () => {
    assert.equal(asksModel({ conversation: { shared: true } }, { asks: false }), false);
    assert.equal(asksModel({ conversation: { shared: true } }, {}), true);
    assert.equal(asksModel({ conversation: { shared: false, team_access: "none" } }, { asks: false }), true);
    assert.equal(isShared({ team_access: "read" }), true);
    assert.equal(isShared(null), false);
  });
});

describe("sentences with names", () => {
  test("keep each name apart from the words", () => {
    assert.deepEqual(said`${"Ada"} joined`, [{ name: "Ada" }, " joined"]);
    assert.deepEqual(said`${listed(["Ada", "<b>"])} left`, [{ name: "Ada" }, " and ", { name: "<b>" }, " left"]);
  });

  test("name a few and count the rest", () => {
    assert.equal(plain(listed(["A"])), "A");
    assert.equal(plain(listed(["A", "B", "C"])), "A, B and C");
    assert.equal(plain(listed(["A", "B", "C", "D", "E"])), "A, B and 3 others");
  });

  test("say who writes and who reads along, in one line however many they are", () => {
    assert.equal(plain(typingWords([])), "");
    assert.equal(plain(typingWords([ada])), "Ada is writing…");
    assert.equal(plain(readingWords([ada, jonas])), "Ada and Jonas are reading along");
    assert.equal(plain(typingWords([ada, jonas, ada])), "3 people are writing…");
    assert.equal(plain(typingWords([{ name: "M".repeat(64) }])), `${"M".repeat(23)}… is writing…`);
  });

  test("say for whom the model writes", () => {
    assert.match(busyWords("Jonas"), /^An answer to Jonas is still being written\./);
    assert.match(busyWords(null), /^An answer is still being written\./);
  });

  test("invite to write", () => {
    assert.equal(writeWords([], "qwen3-32b"), "Write to qwen3-32b…");
    assert.equal(writeWords(["Jonas", "Mina"], "qwen3-32b"), "Write to Jonas, Mina and qwen3-32b…");
    assert.equal(writeWords(["A", "B", "C"], "m"), "Write to 3 people and m…");
    assert.equal(writeWords([], ""), "Write a message…");
    assert.equal(talkWords(["Jonas"]), "Write to Jonas, not to the model…");
    assert.equal(talkWords([]), "Write without asking the model…");
  });
});

describe("notes of the timeline", () => {
  const words = (kind, values = {}, myId = "x") => plain(noteWords([{ id: "n", kind, actor: ada, person: jonas, detail: null, ...values }], myId) ?? []);

  test("say what was done, by whom and to whom", () => {
    assert.equal(words("joined", { actor: jonas, person: null }), "Jonas joined");
    assert.equal(words("left", { actor: jonas }), "Jonas left");
    assert.equal(words("added", { detail: "write" }), "Ada added Jonas (may write)");
    assert.equal(words("removed"), "Ada removed Jonas");
    assert.equal(words("access", { detail: "write" }), "Ada let Jonas write");
    assert.equal(words("access", { detail: "read" }), "Ada let Jonas only read");
    assert.equal(words("team", { person: null, detail: "read" }), "Ada opened it to the team (read)");
    assert.equal(words("team", { person: null, detail: "none" }), "Ada closed it to the team");
  });

  test("call me by you", () => {
    assert.equal(words("added", { detail: "read" }, "jonas"), "Ada added you (may read)");
    assert.equal(words("removed", {}, "ada"), "You removed Jonas");
  });

  test("say nothing of what is not known here", () => {
    for (const kind of ["sang", "__proto__", "constructor"]) assert.equal(noteWords([{ id: "n", kind, actor: ada }], "x"), null);
    assert.equal(words("team", { detail: "constructor" }), words("team", { detail: "none" }));
    assert.equal(words("added", { detail: "constructor" }), "Ada added Jonas");
  });

  test("that stand together make one line", () => {
    const notes = ["a", "b", "c", "d"].map((name) => ({ id: name, kind: "added", actor: ada, person: { id: name, name }, detail: "read" }));
    assert.equal(plain(noteWords(notes, "x")), "Ada added a, b and 2 others (may read)");
  });
});

describe("news for somebody who looks elsewhere", () => {
  const one = (id, values = {}) => ({ id, revision: 1, mentioned: false, running: false, ...values });
  const list = (...conversations) => ({ isLoaded: true, conversations });

  test("are mentions that were not there before", () => {
    const before = list(one("a"), one("c", { mentioned: true }), one("e", { mentioned: true }));
    const after = list(one("a", { mentioned: true }), one("c", { mentioned: true }), one("d", { mentioned: true }), one("e", { mentioned: true, revision: 2 }));
    assert.deepEqual(mentionsBetween(before, after).map(({ id }) => id), ["a", "d"]);
    assert.deepEqual(mentionsBetween({ isLoaded: false, conversations: [] }, after), []);
  });

  test("are answers that ran and run no more, each once", () => {
    const running = new RunningAnswers();
    const seen = (...all) => running.seen(all).map(({ id }) => id);
    assert.deepEqual(seen(one("a", { running: true }), one("b")), []);
    assert.deepEqual(seen(one("b")), []);
    assert.deepEqual(seen(one("a"), one("b")), ["a"]);
    assert.deepEqual(seen(one("a")), []);
    running.runsStill("a");
    assert.deepEqual(seen(one("a")), ["a"]);
  });

  test("tell of an answer only to who asked for it", () => {
    const answer = { role: "assistant", status: "complete", requested_by: ada };
    assert.equal(endedAnswer([answer], "ada"), answer);
    assert.equal(endedAnswer([answer], "jonas"), null);
    assert.equal(endedAnswer([{ ...answer, status: "streaming" }], "ada"), null);
    assert.equal(endedAnswer([{ role: "user" }], "ada"), null);
    assert.equal(endedAnswer([answer, { role: "user", author: jonas }], "ada"), answer);
    assert.equal(endedAnswer([answer, { ...answer, requested_by: jonas }], "ada"), null);
  });

  test("say how an answer ended", () => {
    assert.equal(endedWords({ status: "complete" }, "qwen3-32b"), "qwen3-32b has answered");
    assert.equal(endedWords({ status: "error" }, "qwen3-32b"), "qwen3-32b could not answer");
    assert.equal(endedWords({ status: "interrupted" }, "qwen3-32b"), "The answer of qwen3-32b was interrupted");
  });
});

describe("sharing", () => {
  test("says who can follow the link, and what the team may", () => {
    assert.match(linkWords("none"), /nobody else/);
    assert.match(linkWords("write"), /read and write/);
    for (const access of ["none", "constructor", "__proto__"]) assert.equal(teamWords(access), "Not open to the team");
  });

  test("that failed says that nothing was changed", () => {
    assert.match(sharingFault({ code: "offline", status: 0 }), /can not be reached\. Nothing was changed\./);
    assert.match(sharingFault({ status: 404 }), /Nothing was changed/);
    assert.match(sharingFault({ status: 403 }), /Only the owner/);
  });
});

test("choices are kept, the oldest let go, and a broken storage is no harm", () => {
  const held = new Map();
  const storage = { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => held.set(key, value) };
  const choices = new Choices(storage, "ada");
  assert.equal(choices.asks("c"), true);
  choices.setAsks("c", false);
  choices.notifies = true;
  const again = new Choices(storage, "ada");
  assert.deepEqual([again.asks("c"), again.notifies], [false, true]);
  assert.equal(new Choices(storage, "jonas").asks("c"), true);
  for (let n = 0; n < 250; n += 1) again.setAsks(`n${n}`, false);
  assert.equal(again.asks("c"), true);
  held.set("parley.choices.ada", "{not json");
  assert.equal(new Choices(storage, "ada").notifies, false);
  assert.equal(new Choices(null, "ada").asks("c"), true);
});

describe("choices in two tabs", () => {
  const tabs = () => {
    const held = new Map();
    const storage = { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => held.set(key, value) };
    return [new Choices(storage, "ada"), new Choices(storage, "ada"), storage];
  };

  test("are one: what one tab chooses the other neither misses nor takes back", () => {
    const [one, other] = tabs();
    one.notifies = true;
    other.setAsks("c", false);
    one.notifies = false;
    other.setAsks("d", false);
    assert.deepEqual([one.notifies, other.notifies], [false, false]);
    assert.deepEqual([one.asks("c"), one.asks("d"), other.asks("c")], [false, false, false]);
  });

  test("hold in their own tab where they can not be kept", () => {
    const [one, other, storage] = tabs();
    one.setAsks("c", false);
    storage.setItem = () => { throw new Error("full"); };
    one.setAsks("d", false);
    assert.deepEqual([one.asks("c"), one.asks("d"), other.asks("c"), other.asks("d")], [false, false, false, true]);
    const alone = new Choices(null, "ada");
    alone.notifies = true;
    assert.equal(alone.notifies, true);
  });
});
