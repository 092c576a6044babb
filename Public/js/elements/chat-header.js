import { isOwner, isShared, isTeamOpen } from "../access.js";
import { setText, show, tell } from "../lib/dom.js";

/**
 * The title of the open conversation, who is here, and what can be done with it: `open-menu`, `open-share`,
 * `join-conversation`. It tells `write-on` where what had the focus is gone.
 */
export class ChatHeader extends HTMLElement {
  #conversation = null;

  connectedCallback() {
    this.#menu.addEventListener("click", () => tell(this, "open-menu", { conversation: this.#conversation, opener: this.#menu }));
    this.querySelector(".open-sidebar").addEventListener("click", () => tell(this, "open-sidebar"));
    this.#part("share-button").addEventListener("click", () => tell(this, "open-share"));
    this.#part("join-button").addEventListener("click", () => tell(this, "join-conversation"));
  }

  update(state, { people }) {
    const { conversation, conversationId, isGone } = state;
    this.#conversation = conversation;
    // A conversation whose events are not here yet keeps the title that its page came with.
    if (conversation || !conversationId) setText(this.titleElement, conversation?.title || "New conversation");
    this.titleElement.classList.toggle("visually-hidden", !conversationId);
    const isOpen = conversation && !isGone;
    show(this.#menu, isOpen && conversation.title);
    show(this.#part("share-button"), isOpen);
    setText(this.#part("share-button"), isOwner(state) ? "Share" : "People");
    this.#showJoin(isOpen && mayJoin(state, people));
    this.querySelector("people-cluster").update(state, isOpen && isShared(conversation));
  }

  focusPeople() {
    this.#part("share-button").focus();
  }

  #showJoin(isShown) {
    const join = this.#part("join-button");
    const hadFocus = document.activeElement === join;
    show(join, isShown);
    if (hadFocus && !isShown) tell(this, "write-on");
  }

  get titleElement() {
    return this.querySelector("h1");
  }

  get #menu() {
    return this.#part("header-menu");
  }

  #part(name) {
    return this.querySelector(`.${name}`);
  }
}

// Only once it is known who is in it: an offer to join that vanishes again is worse than a late one.
function mayJoin(state, people) {
  const { conversation, conversationId, myId } = state;
  if (isOwner(state) || !isTeamOpen(conversation) || people?.conversationId !== conversationId) return false;
  return !people.people.some((one) => one.id === myId);
}
