import { setText, show, tell } from "../lib/dom.js";

/** The title of the open conversation, and what can be done with it. */
export class ChatHeader extends HTMLElement {
  #conversation = null;

  connectedCallback() {
    this.#menu.addEventListener("click", () => tell(this, "open-menu", { conversation: this.#conversation, opener: this.#menu }));
    this.querySelector(".open-sidebar").addEventListener("click", () => tell(this, "open-sidebar"));
  }

  update({ conversation, conversationId, isGone }) {
    this.#conversation = conversation;
    // A conversation whose events are not here yet keeps the title that its page came with.
    if (conversation || !conversationId) setText(this.titleElement, conversation?.title || "New conversation");
    this.titleElement.classList.toggle("visually-hidden", !conversationId);
    show(this.#menu, conversation && conversation.title && !isGone);
  }

  get titleElement() {
    return this.querySelector("h1");
  }

  get #menu() {
    return this.querySelector(".header-menu");
  }
}
