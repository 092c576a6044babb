import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { textOf } from "../../Public/js/text/blocks.js";
import { runClasses, toRuns } from "../../Public/js/text/highlight-runs.js";
import { safeLink } from "../../Public/js/text/links.js";

describe("links", () => {
  test("lead to the web and to mail", () => {
    assert.equal(safeLink("https://example.com/a?b=c#d"), "https://example.com/a?b=c#d");
    assert.equal(safeLink("HTTP://Example.com"), "http://example.com/");
    assert.equal(safeLink("mailto:ada@example.com"), "mailto:ada@example.com");
  });

  test("lead nowhere else, however it is written", () => {
    const bad = ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
      "\u0001javascript:alert(1)", "data:text/html,<script>1</script>", "vbscript:x", "file:///etc/passwd", "blob:https://x/y",
      "ftp://x/", "/c/1", "//example.com", "?q", "#x", "", "http://", null, 3, {}, "https://x/" + "y".repeat(9000)];
    for (const address of bad) assert.equal(safeLink(address), null, String(address).slice(0, 40));
  });
});

describe("coloured code", () => {
  test("spans become runs and entities become characters", () => {
    const html = '<span class="hljs-keyword">if</span> a &lt; <span class="hljs-number">1</span> &amp;&amp; b';
    assert.deepEqual(toRuns(html), [["keyword", "if"], ["", " a < "], ["number", "1"], ["", " && b"]]);
  });

  test("the innermost known span colours", () => {
    const html = '<span class="hljs-function"><span class="hljs-keyword">def</span> <span class="hljs-title">f</span></span><span class="xml"><span class="hljs-tag">x</span></span>';
    assert.deepEqual(toRuns(html), [["keyword", "def"], ["", " "], ["title", "f"], ["", "x"]]);
  });

  test("anything but the highlighter's own spans is refused", () => {
    for (const html of ["<img src=x onerror=alert(1)>", '<span onclick="x">a</span>', '<span class="a" id="b">x</span>', "a < b", "&nbsp;",
      '<span class="hljs-keyword">open', "</span>", "</span></span>", "<script>1</script>", '<span class="A">x</span>']) {
      assert.equal(toRuns(html), null, html);
    }
  });

  test("every class it gives is one we have", () => {
    const runs = toRuns('<span class="hljs-string">a</span><span class="hljs-constructor">b</span><span class="hljs-__proto__">c</span>');
    for (const [name] of runs ?? []) assert.ok(name === "" || runClasses.has(name), name);
  });
});

test("the text of a block is all its text, however deep", () => {
  assert.equal(textOf(["ul", ["li", "a", ["em", "b"]], ["li", { class: "x" }, "c"]]), "abc");
  let deep = "x";
  for (let depth = 0; depth < 50_000; depth += 1) deep = ["em", deep];
  assert.equal(textOf(deep), "x");
  assert.equal(textOf(null), "");
  assert.equal(textOf([3, "a"]), "");
});
