// `@name`: what is being typed, whom it may mean, and where it stands in a text that is shown. Pure.

import { attributesOf, childrenOf, isElement } from "./blocks.js";
import { folded, shortModel } from "./names.js";

const longestName = 80;
const mostShown = 50;
const untouched = new Set(["code", "pre", "a"]);

/** What is typed after an `@` before the caret: `{ start, query }`, or null. An `@` inside a word is an address. */
export function mentionAt(text, caret) {
  const start = text.lastIndexOf("@", caret - 1);
  if (start < 0 || caret - start > longestName || /[\p{L}\p{N}_.@-]/u.test(text[start - 1] ?? "")) return null;
  const query = text.slice(start + 1, caret);
  return /^\s|\n|\s\s/.test(query) ? null : { start, query };
}

/** Who may be meant: `[{ kind, name, detail }]`, people first. The whole of a name or any of its words may begin so. */
export function candidates(query, people, models) {
  const all = [
    ...people.map(({ id, name }) => ({ kind: "person", id, name, detail: "" })),
    ...modelNames(models).map((model) => ({ kind: "model", ...model })),
  ];
  const wanted = folded(query);
  return all.filter(({ name }) => begins(folded(name), wanted)).slice(0, mostShown);
}

/** The text with the name put in, and where the caret stands then. */
export function completed(text, { start, query }, name) {
  const rest = text.slice(start + 1 + query.length);
  const before = `${text.slice(0, start)}@${name}`;
  const space = /^\s/.test(rest) ? "" : " ";
  return { text: before + space + rest, caret: before.length + 1 };
}

/** The blocks with each `@name` of `mentions` as a span of its own; the very same ones where there is none. */
export function withMentions(blocks, mentions, myId) {
  const named = (Array.isArray(mentions) ? mentions : []).filter((one) => one?.name);
  if (named.length === 0 || !Array.isArray(blocks)) return blocks;
  const mine = new Set(named.filter((one) => one.id === myId).map((one) => folded(one.name)));
  const names = named.map((one) => escaped(one.name)).sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(@(?:${names.join("|")}))(?![\\p{L}\\p{N}_])`, "giu");
  return blocks.flatMap((block) => marked(block, pattern, mine));
}

function marked(block, pattern, mine) {
  if (typeof block === "string") return split(block, pattern, mine);
  if (!isElement(block) || untouched.has(block[0])) return [block];
  const children = childrenOf(block).flatMap((child) => marked(child, pattern, mine));
  return [[block[0], Object.fromEntries(attributesOf(block)), ...children]];
}

// Every second piece is one that the pattern holds.
function split(text, pattern, mine) {
  return text.split(pattern).flatMap((piece, index) => {
    if (index % 2 === 0) return piece === "" ? [] : [piece];
    return [["span", { class: mine.has(folded(piece.slice(1))) ? "mention mention-mine" : "mention" }, piece]];
  });
}

// The short name serves where it means one model only.
function modelNames(models) {
  const shorts = models.map((model) => shortModel(model.id));
  return models.map(({ id, provider }, index) => {
    const isAlone = shorts.filter((short) => short === shorts[index]).length === 1;
    return { id, name: isAlone ? shorts[index] : id, detail: provider };
  });
}

function begins(name, wanted) {
  return name.startsWith(wanted) || (wanted !== "" && name.split(/[\s/_-]+/).some((word) => word.startsWith(wanted)));
}

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
