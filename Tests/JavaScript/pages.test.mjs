import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path) => readFileSync(join(root, path), "utf8");
const filesBelow = (folder, ending) =>
  readdirSync(join(root, folder), { recursive: true }).filter((name) => name.endsWith(ending)).map((name) => join(folder, name));

const scripts = filesBelow("Public/js", ".js");
const templates = filesBelow("Templates", ".mustache");

/** All modules that a module imports, and those they import. */
function reached(entry, found = new Set()) {
  for (const [, address] of read(entry).matchAll(/^(?:import|export)[^;]*?from "(\.[^"]+)"/gms)) {
    const module = normalize(join(dirname(entry), address));
    if (!found.has(module)) reached(module, found.add(module));
  }
  return found;
}

describe("the templates", () => {
  test("name every module of the chat, and no other, to be loaded at once", () => {
    const named = [...read("Templates/modules.mustache").matchAll(/modulepreload" href="\/js\/([^"]+)"/g)].map((match) => `Public/js/${match[1]}`);
    assert.deepEqual(named.toSorted(), [...reached("Public/js/app.js")].toSorted());
  });

  test("name every module of the pages beside the chat, and no other", () => {
    for (const page of ["account", "admin"]) {
      const named = [...read(`Templates/${page}-modules.mustache`).matchAll(/modulepreload" href="\/js\/([^"]+)"/g)].map((match) => `Public/js/${match[1]}`);
      assert.deepEqual(named.toSorted(), [...reached(`Public/js/${page}.js`)].toSorted(), page);
    }
  });

  test("name every style sheet, for all pages or for those beside the chat, and each is there", () => {
    const named = ["head", "desk-head"].flatMap((name) => [...read(`Templates/${name}.mustache`).matchAll(/href="\/(css\/[^"]+)"/g)].map((match) => `Public/${match[1]}`));
    assert.deepEqual(named.toSorted(), filesBelow("Public/css", ".css").toSorted());
  });

  test("hold no inline script, style or handler, and one raw value only", () => {
    for (const path of templates) {
      const source = read(path);
      assert.doesNotMatch(source, /<style|\sstyle=|\son[a-z]+=/i, path);
      for (const [tag] of source.matchAll(/<script[^>]*>/g)) assert.match(tag, /src="/, path);
      for (const [raw] of source.matchAll(/\{\{\{[^}]*\}\}\}|\{\{&[^}]*\}\}/g)) assert.equal(raw, "{{{html}}}", path);
    }
  });

  test("include only templates that are there, none of them itself", () => {
    for (const path of templates) {
      for (const [, name] of read(path).matchAll(/\{\{>\s*([\w-]+)\s*\}\}/g)) {
        assert.ok(existsSync(join(root, `Templates/${name}.mustache`)), `${path}: ${name}`);
        assert.notEqual(path, `Templates/${name}.mustache`);
      }
    }
  });
});

describe("the scripts", () => {
  test("never hand a string to something that reads it as HTML or as code", () => {
    const sinks = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTMLUnsafe|\beval\(|new Function|setAttribute\("(?:style|on)|srcdoc/;
    for (const path of scripts) assert.doesNotMatch(read(path), sinks, path);
  });

  test("listen to no message of another window, and keep nothing but drafts and small choices in the browser", () => {
    for (const path of scripts) {
      const source = read(path);
      if (!path.endsWith("-worker.js") && !path.endsWith("highlight.js")) assert.doesNotMatch(source, /"message"\s*,\s*\(/, path);
      if (!path.endsWith("lib/drafts.js")) assert.doesNotMatch(source, /localStorage|sessionStorage|indexedDB|document\.cookie/, path);
    }
  });

  test("import only files that are there", () => {
    for (const entry of scripts) for (const module of reached(entry)) assert.ok(existsSync(join(root, module)), `${entry}: ${module}`);
  });
});
