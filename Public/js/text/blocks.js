// Rendered Markdown, a small JSON tree from the server, becomes nodes. The server allows only a few tags, attributes and
// link schemes; they are checked here again, and whatever is not known is shown as the text it holds.

import { safeLink } from "./links.js";

const deepest = 100;

const plain = new Set([
  "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "li", "blockquote", "code", "em", "strong", "del", "br", "hr",
  "table", "thead", "tbody", "tr",
]);

// One function a tag that has attributes: each sets what is right and leaves out the rest.
const withAttributes = new Map([
  ["a", buildLink], ["ol", buildOrderedList], ["td", buildCell], ["th", buildCell],
  ["pre", buildCode], ["span", buildSpan], ["div", buildSpan], ["input", buildBox],
]);

// The page itself marks whom a text names.
const spanClasses = new Set(["math", "mention", "mention mention-mine"]);

// Each of these runs in the direction of its own first word. The style `unicode-bidi: plaintext` would do the same,
// but the time it takes grows with the square of a paragraph's length.
const ownDirection = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"]);

/** @typedef {string | [string, ...*]} Block  text, or `[tag, {attributes}?, ...blocks]` */

/** One node for one block, always. `dress` is given what needs more than a tag: code blocks and maths. */
export function build(block, dress, depth = 0) {
  if (typeof block === "string") return document.createTextNode(block);
  if (!isElement(block) || depth > deepest) return document.createTextNode(textOf(block));
  const element = elementFor(block);
  for (const child of childrenOf(block)) element.append(build(child, dress, depth + 1));
  if (ownDirection.has(block[0])) element.dir = "auto";
  if (block[0] === "li" && isTask(element)) element.className = "task";
  if (needsDress(block)) dress?.(element, block);
  return element;
}

function elementFor(block) {
  const tag = block[0];
  if (plain.has(tag)) return document.createElement(tag);
  return withAttributes.get(tag)?.(attributesOf(block), tag) ?? document.createElement("span");
}

function isTask(item) {
  const first = item.firstElementChild;
  return (first?.localName === "p" ? first.firstElementChild : first)?.localName === "input";
}

export function childrenOf(block) {
  return block.slice(isRecord(block[1]) ? 2 : 1);
}

export function attributesOf(block) {
  return new Map(isRecord(block[1]) ? Object.entries(block[1]) : []);
}

export function isElement(block) {
  return Array.isArray(block) && typeof block[0] === "string";
}

export function needsDress(block) {
  return block[0] === "pre" || attributesOf(block).get("class") === "math";
}

/** All text that a block holds. */
export function textOf(block) {
  if (typeof block === "string") return block;
  if (!isElement(block)) return "";
  const parts = [];
  const waiting = [block];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === "string") parts.push(next);
    else if (isElement(next)) waiting.push(...childrenOf(next).reverse());
  }
  return parts.join("");
}

function buildLink(attributes) {
  const address = safeLink(attributes.get("href"));
  if (!address) return document.createElement("span");
  const link = Object.assign(document.createElement("a"), { href: address, target: "_blank", rel: "noopener noreferrer" });
  const title = attributes.get("title");
  if (typeof title === "string" && title) link.title = title.slice(0, 500);
  return link;
}

function buildOrderedList(attributes) {
  const list = document.createElement("ol");
  const start = Number(attributes.get("start") ?? 1);
  if (Number.isSafeInteger(start) && start !== 1 && start >= 0 && start < 1e9) list.start = start;
  return list;
}

function buildCell(attributes, tag) {
  const cell = document.createElement(tag);
  const side = attributes.get("data-align");
  if (["left", "center", "right"].includes(side)) cell.dataset.align = side;
  return cell;
}

function buildCode(attributes) {
  const code = document.createElement("pre");
  const language = attributes.get("data-language");
  if (typeof language === "string" && /^[\w+#.-]{1,40}$/.test(language)) code.dataset.language = language;
  return code;
}

function buildSpan(attributes, tag) {
  const element = document.createElement(tag);
  const name = attributes.get("class");
  if (spanClasses.has(name)) element.className = name;
  return element;
}

function buildBox(attributes) {
  const isChecked = attributes.has("checked") && attributes.get("checked") !== false;
  const box = Object.assign(document.createElement("input"), { type: "checkbox", disabled: true, defaultChecked: isChecked });
  box.setAttribute("aria-label", isChecked ? "done" : "to do");
  return box;
}

function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
