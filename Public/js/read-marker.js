import * as api from "./api.js";

const after = 1000;

/** Tells the server up to where the open conversation has been read: while it is looked at, and only at its end. */
export class ReadMarker {
  #store;
  #list;
  #marked = new Map();
  #timer = null;

  constructor(store, list) {
    this.#store = store;
    this.#list = list;
    document.addEventListener("visibilitychange", () => this.changed());
  }

  changed() {
    this.#knowTheRead();
    if (this.#timer === null && this.#isDue) this.#timer = setTimeout(() => this.#mark(), after);
  }

  // What was read elsewhere already needs no word.
  #knowTheRead() {
    const { conversationId, conversation, revision, isLoaded } = this.#store.state;
    if (isLoaded && !this.#marked.has(conversationId) && conversation?.unread === false) this.#marked.set(conversationId, revision);
  }

  get #isDue() {
    const { conversationId, revision, isLoaded, isGone } = this.#store.state;
    const { link, isFar } = this.#store.facts;
    if (document.hidden || !conversationId || !isLoaded || isGone || isFar || link !== "live") return false;
    return revision > (this.#marked.get(conversationId) ?? -1);
  }

  async #mark() {
    this.#timer = null;
    if (!this.#isDue) return;
    const { conversationId, revision } = this.#store.state;
    const before = this.#marked.get(conversationId);
    this.#marked.set(conversationId, revision);
    try {
      await api.markRead(conversationId, revision);
      this.#list.wasRead(conversationId);
    } catch {
      this.#marked.set(conversationId, before ?? -1);
    }
  }
}
