import { isOwner, mayWrite } from "../access.js";
import { setAttribute, setText, show, tell } from "../lib/dom.js";
import { placeBeside, step } from "../lib/menu.js";

/**
 * What can be done with a conversation: `open(conversation, button)` shows it beside the button.
 * It tells `rename-conversation`, `pin-conversation`, `summarize-conversation`, `open-share`, `keep-preset` and
 * `delete-conversation`.
 */
export class ConversationMenu extends HTMLElement {
  #conversation;
  #opener;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => step(this, event));
    this.addEventListener("toggle", (event) => this.#opener?.setAttribute("aria-expanded", String(event.newState === "open")));
  }

  /** `isOpen`: is it the conversation that the page shows? Only there its people can be looked at. */
  open(conversation, opener, { isOpen, person }) {
    this.#conversation = conversation;
    this.#opener = opener;
    setText(this.#action("pin-conversation"), conversation.pinned ? "Unpin" : "Pin");
    this.#showWays(conversation, isOpen, person);
    this.showPopover();
    placeBeside(this, opener);
    this.querySelector("button:not([hidden])").focus();
  }

  #showWays(conversation, isOpen, person) {
    const isWriter = mayWrite({ conversation }, person);
    const { summarize } = conversation;
    show(this.#action("rename-conversation"), isWriter);
    show(this.#action("open-share"), isOpen);
    show(this.#action("keep-preset"), person.role !== "reviewer");
    show(this.#action("summarize-conversation"), isWriter && typeof summarize === "boolean");
    setAttribute(this.#action("summarize-conversation"), "aria-checked", String(Boolean(summarize)));
    show(this.#action("delete-conversation"), isOwner({ conversation }));
  }

  #clicked(event) {
    const action = event.target.closest("[data-action]")?.dataset.action;
    if (!action) return;
    this.hidePopover();
    tell(this, action, { conversation: this.#conversation, opener: this.#opener });
  }

  #action(name) {
    return this.querySelector(`[data-action=${name}]`);
  }
}
