import { setAttribute, setText, show, tell } from "../lib/dom.js";

/**
 * What can be done with a conversation: `open(conversation, button)` shows it beside the button.
 * It tells `rename-conversation`, `pin-conversation`, `summarize-conversation` and `delete-conversation`.
 */
export class ConversationMenu extends HTMLElement {
  #conversation;
  #opener;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => this.#keyed(event));
    this.addEventListener("toggle", (event) => this.#opener?.setAttribute("aria-expanded", String(event.newState === "open")));
  }

  open(conversation, opener) {
    this.#conversation = conversation;
    this.#opener = opener;
    setText(this.querySelector("[data-action=pin-conversation]"), conversation.pinned ? "Unpin" : "Pin");
    this.#showSummarize(conversation.summarize);
    this.showPopover();
    this.#placeBeside(opener.getBoundingClientRect());
    this.querySelector("button").focus();
  }

  #showSummarize(isOn) {
    const button = this.querySelector("[data-action=summarize-conversation]");
    show(button, typeof isOn === "boolean");
    setAttribute(button, "aria-checked", String(Boolean(isOn)));
  }

  #placeBeside(place) {
    const { offsetWidth, offsetHeight } = this;
    const left = Math.min(place.right - offsetWidth, innerWidth - offsetWidth - 8);
    const below = place.bottom + 4;
    this.style.left = `${Math.max(8, left)}px`;
    this.style.top = `${below + offsetHeight > innerHeight - 8 ? place.top - offsetHeight - 4 : below}px`;
  }

  #clicked(event) {
    const action = event.target.closest("[data-action]")?.dataset.action;
    if (!action) return;
    this.hidePopover();
    tell(this, action, { conversation: this.#conversation, opener: this.#opener });
  }

  #keyed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.querySelectorAll("button:not([hidden])")];
    buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
  }
}
