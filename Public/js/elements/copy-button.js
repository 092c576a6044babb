import { copyText } from "../lib/clipboard.js";
import { setAttribute, setText, tell } from "../lib/dom.js";

/**
 * Copies what `source()` gives. `<copy-button><button>Copy</button></copy-button>`
 * It may be given its source before it comes to life, so it declares none of its own: that would be written over it.
 */
export class CopyButton extends HTMLElement {
  #timer;
  #words;

  connectedCallback() {
    this.addEventListener("click", this);
    if (this.label) setAttribute(this.#button, "aria-label", this.label);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.removeEventListener("click", this);
  }

  async handleEvent() {
    const isCopied = await copyText(await this.source());
    this.#say(isCopied ? "Copied" : "Not copied");
    tell(this, "announce", { text: isCopied ? "copied" : "could not be copied" });
  }

  get #button() {
    return this.querySelector("button");
  }

  #say(text) {
    this.#words ??= this.#button.textContent;
    setText(this.#button, text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => setText(this.#button, this.#words), 1600);
  }
}
