import { setAttribute, tell } from "../lib/dom.js";

/** Whether this browser notifies a person who looks elsewhere. It tells `notify` `{ isOn }`; nothing is asked before. */
export class NotifySwitch extends HTMLElement {
  connectedCallback() {
    this.#button.addEventListener("click", () => tell(this, "notify", { isOn: this.#button.getAttribute("aria-checked") !== "true" }));
  }

  update(isOn) {
    setAttribute(this.#button, "aria-checked", String(Boolean(isOn)));
    setAttribute(this.#button, "title", isOn ? "Notifications are on" : "Notify me of answers and mentions while I am elsewhere");
  }

  get #button() {
    return this.querySelector("button");
  }
}
