// A code block: its copy button, and its colours when they come. The text itself is there at once.

import { make } from "../lib/dom.js";
import { throttle } from "../lib/timing.js";
import { childrenOf, textOf } from "./blocks.js";
import { highlight, isHighlighterThere } from "./highlight.js";
import { runClasses } from "./highlight-runs.js";

const longestWhileGrowing = 20_000;
const known = new WeakMap();

export function dressCode(pre, block) {
  const code = pre.querySelector("code");
  if (!code) return;
  const state = { code, text: code.textContent, language: pre.dataset.language, isColouring: false };
  state.colour = throttle(() => colour(state), 400);
  known.set(pre, state);
  pre.append(copyButton(() => known.get(pre).text, state.language));
  if (isHighlighterThere() && state.language) state.colour();
}

/** Brings a code block to its new text; the part that stands stays as it is. */
export function renewCode(pre, block) {
  const state = known.get(pre);
  const code = childrenOf(block)[0];
  if (!state || (pre.dataset.language ?? "") !== (block[1]?.["data-language"] ?? "")) return false;
  const text = textOf(code ?? "");
  if (text.startsWith(state.text)) append(state.code, text.slice(state.text.length));
  else state.code.textContent = text;
  state.text = text;
  if (isHighlighterThere() && state.language) state.colour();
  return true;
}

function append(code, text) {
  if (code.lastChild?.nodeType === Node.TEXT_NODE) code.lastChild.appendData(text);
  else code.append(text);
}

// One text at a time: while one is being coloured, the text may grow on, and what came since stands behind it plain.
async function colour(state, isResting = false) {
  if (state.isColouring || state.text === state.coloured) return;
  if (!isResting && state.text.length > longestWhileGrowing) return waitForRest(state);
  state.isColouring = true;
  const { text } = state;
  const runs = await highlight(text, state.language);
  state.isColouring = false;
  state.coloured = text;
  if (runs && state.text.startsWith(text)) paint(state, runs, state.text.slice(text.length));
  if (state.text !== text) state.colour();
}

// A long text that still grows is coloured once it rests; doing it again and again would cost more than it shows.
function waitForRest(state) {
  clearTimeout(state.rest);
  state.rest = setTimeout(() => colour(state, true), 1000);
}

function paint(state, runs, rest) {
  const pieces = runs.map(([name, text]) => (runClasses.has(name) ? make("span", { className: `code-${name}` }, text) : text));
  state.code.replaceChildren(...pieces, document.createTextNode(rest));
}

function copyButton(text, language) {
  const button = make("copy-button", { className: "code-copy" },
    make("button", { type: "button", className: "quiet-button" }, "Copy"));
  button.source = text;
  button.label = language ? `Copy this ${language} code` : "Copy this code";
  return button;
}
