import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { candidates, completed, mentionAt, withMentions } from "../../Public/js/text/mentions.js";

const people = [{ id: "1", name: "Ada Kovač" }, { id: "2", name: "Jonas" }, { id: "3", name: "محمد" }];
const models = [{ id: "qwen3-32b", provider: "local" }, { id: "org/llama-4", provider: "cloud" }, { id: "x/twin", provider: "a" }, { id: "y/twin", provider: "b" }];
const names = (query) => candidates(query, people, models).map((one) => one.name);

describe("what is typed after an @", () => {
  const at = (text) => mentionAt(text, text.length);

  test("is found up to the caret", () => {
    assert.deepEqual(at("ask @jo"), { start: 4, query: "jo" });
    assert.deepEqual(at("@"), { start: 0, query: "" });
    assert.deepEqual(mentionAt("@jonas and more", 3), { start: 0, query: "jo" });
    assert.deepEqual(at("(@Ada Ko"), { start: 1, query: "Ada Ko" });
  });

  test("is none in an address, across lines, or long after", () => {
    for (const text of ["mail ada@host", "no sign", "@ ada", "@ada\nand", "@ada  and", "", `@${"x".repeat(90)}`]) assert.equal(at(text), null, text);
  });
});

describe("who may be meant", () => {
  test("people first, then models by their short names where these are clear", () => {
    assert.deepEqual(names(""), ["Ada Kovač", "Jonas", "محمد", "qwen3-32b", "llama-4", "x/twin", "y/twin"]);
  });

  test("any word may begin so, without capitals and accents", () => {
    assert.deepEqual(names("kovac"), ["Ada Kovač"]);
    assert.deepEqual(names("JO"), ["Jonas"]);
    assert.deepEqual(names("ada k"), ["Ada Kovač"]);
    assert.deepEqual(names("32"), ["qwen3-32b"]);
    assert.deepEqual(names("مح"), ["محمد"]);
    assert.deepEqual(names("zz"), []);
  });

  test("a name that is taken stands there with a space behind it", () => {
    assert.deepEqual(completed("ask @jo", { start: 4, query: "jo" }, "Jonas"), { text: "ask @Jonas ", caret: 11 });
    assert.deepEqual(completed("@jo now", { start: 0, query: "jo" }, "Jonas"), { text: "@Jonas now", caret: 7 });
  });
});

describe("names in a text that is shown", () => {
  const mark = (blocks, mentions = people) => withMentions(blocks, mentions, "2");
  const span = (text, more = "") => ["span", { class: `mention${more}` }, text];

  test("become spans, mine a stronger one", () => {
    assert.deepEqual(mark([["p", "Dear @Ada Kovač, @jonas!"]]), [["p", {}, "Dear ", span("@Ada Kovač"), ", ", span("@jonas", " mention-mine"), "!"]]);
  });

  test("are whole words, and not looked for in code and links", () => {
    for (const block of [["p", {}, "@Jonasson"], ["pre", {}, "@Jonas"], ["p", {}, ["code", "@Jonas"]], ["p", {}, ["a", { href: "https://x" }, "@Jonas"]]]) {
      assert.deepEqual(mark([block]), [block]);
    }
  });

  test("stay text, whatever they hold", () => {
    const evil = [{ id: "9", name: "<img src=x onerror=alert(1)>.*+?^${}()|[]\\/-" }];
    const text = `@${evil[0].name}`;
    assert.deepEqual(mark([["p", text]], evil), [["p", {}, span(text)]]);
  });

  test("where nobody is named, the very same blocks", () => {
    const blocks = [["p", "@Jonas"]];
    assert.equal(withMentions(blocks, [], "2"), blocks);
    assert.equal(withMentions(blocks, undefined, "2"), blocks);
    assert.equal(withMentions(undefined, people, "2"), undefined);
  });
});
