import { make } from "../lib/dom.js";
import { dressCode, renewCode } from "./code-block.js";
import { dressMaths } from "./maths.js";
import { patch } from "./patch.js";

const dresser = {
  dress: (element, block) => (element.localName === "pre" ? dressCode(element, block) : dressMaths(element)),
  renew: (element, block) => element.localName === "pre" && renewCode(element, block),
};

/** What a message says, in the element that shows it. Until its blocks are there, its text stands for them. */
export class MessageBody {
  #element;
  #shown = null;

  constructor(element) {
    this.#element = element;
  }

  update({ blocks, content }) {
    if (Array.isArray(blocks)) this.#showBlocks(blocks);
    else this.#showText(content ?? "");
  }

  #showBlocks(blocks) {
    if (blocks === this.#shown) return;
    if (!Array.isArray(this.#shown)) this.#element.replaceChildren();
    patch(this.#element, Array.isArray(this.#shown) ? this.#shown : [], blocks, dresser);
    this.#shown = blocks;
  }

  #showText(text) {
    if (text === this.#shown) return;
    this.#element.replaceChildren(...(text ? [make("p", { className: "as-written" }, text)] : []));
    this.#shown = text;
  }
}
