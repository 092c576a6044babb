import assert from "node:assert/strict";
import { test } from "node:test";
import { cut } from "../../Public/js/text/cut.js";
import { textOf } from "../../Public/js/text/blocks.js";

test("what fits stays the very same", () => {
  const blocks = [["p", "short"], ["ul", ["li", "a"]]];
  assert.equal(cut(blocks, 1000).blocks, blocks);
  assert.equal(cut(blocks, 1000).isCut, false);
});

test("a long text is cut in the middle, and its element stays", () => {
  const { blocks, isCut } = cut([["pre", { "data-language": "js" }, ["code", "x".repeat(5000)]]], 1040);
  assert.equal(isCut, true);
  assert.deepEqual(blocks[0][1], { "data-language": "js" });
  assert.equal(textOf(blocks[0]).length, 1000);
});

test("many elements are cut too", () => {
  const many = [["ul", ...Array.from({ length: 10_000 }, () => ["li", "a"])]];
  const { blocks, isCut } = cut(many, 2100);
  assert.equal(isCut, true);
  assert.ok(blocks[0].length < 110);
});

test("the first part stays the same objects when more is shown", () => {
  const all = Array.from({ length: 100 }, (_, index) => ["p", `paragraph ${index}`]);
  const less = cut(all, 1000).blocks;
  const more = cut(all, 2000).blocks;
  assert.equal(less[3], more[3]);
});
