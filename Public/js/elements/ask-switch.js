import { setAttribute, show, tell } from "../lib/dom.js";

/** Whether the model is asked, where people could also talk without it. It tells `ask-model` `{ asks }`. */
export class AskSwitch extends HTMLElement {
  connectedCallback() {
    this.#button.addEventListener("click", () => tell(this, "ask-model", { asks: this.#button.getAttribute("aria-checked") !== "true" }));
  }

  update(isShown, asks) {
    show(this, isShown);
    setAttribute(this.#button, "aria-checked", String(asks));
  }

  get #button() {
    return this.querySelector("button");
  }
}
