import { make } from "../lib/dom.js";
import { dressCode, renewCode } from "./code-block.js";
import { cut } from "./cut.js";
import { directionOf } from "./direction.js";
import { dressMaths } from "./maths.js";
import { patch } from "./patch.js";

const firstBudget = 80_000;
const containers = new Set(["UL", "OL", "LI", "BLOCKQUOTE", "TABLE", "TBODY", "TR"]);

const dresser = {
  dress: (element, block) => (element.localName === "pre" ? dressCode(element, block) : dressMaths(element)),
  renew: (element, block) => element.localName === "pre" && renewCode(element, block),
};

/** What a message says, in the element that shows it. Until its blocks are there, its text stands for them. */
export class MessageBody {
  #element;
  #shown = null;
  #whole = null;
  #budget = firstBudget;
  #end = null;

  constructor(element) {
    this.#element = element;
  }

  /** Is there more than is shown? */
  isCut = false;

  update({ blocks, content, status }) {
    this.#whole = Array.isArray(blocks) ? blocks : [["p", content ?? ""]];
    // What has grown before the reader's eyes is never taken back.
    if (status === "streaming") this.#budget = Infinity;
    this.#show(Array.isArray(blocks));
    this.#markEnd(status === "streaming");
  }

  /** Shows more of a very long message: four times as much each time. */
  showMore() {
    this.#budget *= 4;
    this.#show(true);
  }

  #show(isRendered) {
    if (this.#whole === this.#shown?.whole && this.#budget === this.#shown.budget) return;
    const { blocks, isCut } = this.#budget === Infinity ? { blocks: this.#whole, isCut: false } : cut(this.#whole, this.#budget);
    this.isCut = isCut;
    this.#turn(directionOf(blocks));
    if (isRendered) this.#showBlocks(blocks);
    else this.#showText(blocks[0]?.[1] === "" ? "" : blocks[0].at(-1));
    this.#shown = { whole: this.#whole, budget: this.#budget, blocks: isRendered ? blocks : null };
  }

  // The server writes `dir="auto"` here, which each new block would make the browser work out again.
  #turn(direction) {
    if (this.#element.dir !== direction) this.#element.dir = direction;
  }

  #showBlocks(blocks) {
    const before = this.#shown?.blocks ?? [];
    if (before.length === 0) this.#element.replaceChildren();
    patch(this.#element, before, blocks, dresser);
  }

  #showText(text) {
    this.#element.replaceChildren(...(text ? [make("p", { className: "as-written", dir: "auto" }, text)] : []));
  }

  // The caret stands behind the last words, however deep they are.
  #markEnd(isGrowing) {
    let end = isGrowing ? this.#element.lastElementChild : null;
    while (end && containers.has(end.tagName) && end.lastElementChild && !isInline(end.lastElementChild)) end = end.lastElementChild;
    if (end?.localName === "pre") end = end.querySelector("code");
    if (end === this.#end) return;
    this.#end?.classList.remove("growing-end");
    end?.classList.add("growing-end");
    this.#end = end;
  }
}

function isInline(element) {
  return !containers.has(element.tagName) && !["P", "PRE", "TD", "TH"].includes(element.tagName) && !/^H[1-6]$/.test(element.tagName);
}
