// Maths, drawn by KaTeX where the server has it, else shown as it was written.

import { loadScript, loadStyle } from "../lib/vendor.js";

const longestSource = 5000;
let loading = null;

export async function dressMaths(element) {
  const source = element.textContent;
  if (!("hasKatex" in document.body.dataset) || source.length > longestSource) return;
  try {
    loading ??= Promise.all([loadScript("/vendor/katex/katex.min.js"), loadStyle("/vendor/katex/katex.min.css")]);
    await loading;
    element.replaceChildren(draw(source, element.localName === "div"));
  } catch {
    element.classList.add("math-source");
  }
}

/** Throws where the source is not maths; then it is shown as text. */
function draw(source, displayMode) {
  const tree = globalThis.katex.__renderToDomTree(source, {
    displayMode, throwOnError: true, trust: false, strict: "ignore", maxSize: 20, maxExpand: 200, output: "htmlAndMathml",
  });
  takeStyles(tree);
  const node = tree.toNode();
  for (const element of node.querySelectorAll("[data-style]")) giveStyle(element);
  return node;
}

// KaTeX writes some styles as attributes, which the page's security policy refuses. They are set one by one instead.
function takeStyles(node) {
  const { attributes } = node;
  if (typeof attributes?.style === "string") {
    attributes["data-style"] = attributes.style;
    delete attributes.style;
  }
  for (const child of node.children ?? []) takeStyles(child);
}

function giveStyle(element) {
  for (const declaration of element.dataset.style.split(";")) {
    const colon = declaration.indexOf(":");
    if (colon > 0) element.style.setProperty(declaration.slice(0, colon).trim(), declaration.slice(colon + 1).trim());
  }
  element.removeAttribute("data-style");
}
